package io.riskstream.score.release;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.riskstream.event.EventType;
import io.riskstream.score.Scorecard;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One version of a scorecard, with the text of each file that it consists of. Its hash identifies it: equal texts are one version.
 *
 * @param scorecard the name of the scorecard
 * @param version the version that the scorecard states
 * @param hash the hash that its verdicts contain
 * @param file the name of the file with the scorecard, among {@code files}
 * @param files the text of each file by name
 */
public record ScorecardVersion(String scorecard, String version, String hash, String file, Map<String, String> files)
        implements ReleaseMessage {
    static final String TYPE = "scorecard";

    public ScorecardVersion {
        files = Map.copyOf(files);
        if (!files.containsKey(file)) {
            throw new IllegalArgumentException("the file '" + file + "' of the scorecard is missing");
        }
    }

    @Override
    public String key() {
        return scorecard + "@" + hash;
    }

    /**
     * Reads the scorecard and checks it against an event type.
     *
     * @throws io.riskstream.text.ConfigurationException with all problems, if it cannot score events of this type
     */
    public Scorecard read(EventType type) {
        return Scorecard.of(type, read(file), this::read);
    }

    private SourceFile read(String name) {
        String text = files.get(name);
        if (text == null) {
            throw new ConfigurationException(
                    ConfigurationProblem.ofOption(name, "", name, "the release does not contain this file"));
        }
        return new SourceFile(name, text);
    }

    /** Returns the version of a scorecard, without its shadow. */
    public static ScorecardVersion of(Scorecard card) {
        return new ScorecardVersion(
                card.name(),
                card.version(),
                card.hash(),
                card.files().get(0).name(),
                card.files().stream()
                        .collect(Collectors.toMap(SourceFile::name, SourceFile::text, (same, again) -> same)));
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("type", TYPE);
        json.addProperty("scorecard", scorecard);
        json.addProperty("version", version);
        json.addProperty("hash", hash);
        json.addProperty("file", file);
        JsonObject texts = new JsonObject();
        files.forEach(texts::addProperty);
        json.add("files", texts);
        return json;
    }

    static ScorecardVersion of(JsonObject json) {
        Map<String, String> files = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> file : json.getAsJsonObject("files").entrySet()) {
            files.put(file.getKey(), file.getValue().getAsString());
        }
        return new ScorecardVersion(
                json.get("scorecard").getAsString(),
                json.get("version").getAsString(),
                json.get("hash").getAsString(),
                json.get("file").getAsString(),
                files);
    }

    /** Returns the name and the hash, without the texts. */
    @Override
    public String toString() {
        return key();
    }
}
