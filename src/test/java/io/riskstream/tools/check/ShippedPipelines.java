package io.riskstream.tools.check;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The Flux files under flux/, and the environment they are checked in. */
final class ShippedPipelines {
    static final List<String> FILES = List.of(
            "flux/flood-claims.yaml",
            "flux/flood-claims-fused.yaml",
            "flux/auto-claims.yaml",
            "flux/auto-claims-fused.yaml");

    private ShippedPipelines() {}

    static Properties local() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of("conf/local.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String file : FILES) {
            try {
                texts.put(file, Files.readString(Path.of(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return texts;
    }
}
