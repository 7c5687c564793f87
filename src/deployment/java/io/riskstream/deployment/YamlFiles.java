package io.riskstream.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/** Reads YAML as maps, lists and values. */
final class YamlFiles {
    private YamlFiles() {}

    static Object read(Path file) {
        try {
            return yaml().load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads YAML as Azure Pipelines does: every value is a text, so the key {@code on} is no truth value. */
    static Object readTexts(Path file) {
        LoaderOptions options = new LoaderOptions();
        DumperOptions dumper = new DumperOptions();
        Resolver texts = new Resolver() {
            @Override
            protected void addImplicitResolvers() {
                // none
            }
        };
        try {
            return new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options, texts)
                    .load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the YAML of a file of values with those of another one in their place, as Helm does it. */
    static String overlaid(Path below, Path above) {
        return yaml().dump(overlay(read(below), read(above)));
    }

    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options);
    }

    private static Object overlay(Object below, Object above) {
        if (!(below instanceof Map<?, ?> lower) || !(above instanceof Map<?, ?> upper)) {
            return above;
        }
        Map<Object, Object> both = new LinkedHashMap<>(lower);
        upper.forEach((key, value) -> both.merge(key, value, YamlFiles::overlay));
        return both;
    }
}
