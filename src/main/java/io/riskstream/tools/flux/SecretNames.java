package io.riskstream.tools.flux;

import io.riskstream.stage.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes secrets by the name of their option. */
public final class SecretNames {
    private static final Pattern NAME = Pattern.compile(
            "(?i)(?:.*[._-])?\\w*(?:password|passwd|passphrase|secret|token|api[._-]?key|access[._-]?key|account[._-]?key|credential)s?");
    private static final Pattern WRITTEN_IN_TEXT = Pattern.compile(
            "(?i)\\b(?:password|secret|sharedaccesskey)\\w*\\s*=\\s*(?![\"']?(?:env|file):)[\"']?[^\\s\"';]+");
    private static final Pattern MASKED = Pattern.compile(
            // includes likely misspellings of a password option
            "(?i)([\\w.-]*(?:pass\\w*|pasw\\w*|pwd|auth|passphrase|secret|token|api[._-]?key|access[._-]?key|account[._-]?key|credential)s?[\"']?\\s*[:=,]\\s*)(?!\\s*[\"']?(?:env:|file:|\\$\\{))([\"']?)[^\\s\"',}\\]]+");

    private SecretNames() {}

    /** True if an option of this name contains a secret. */
    public static boolean named(String key) {
        return NAME.matcher(key).matches();
    }

    /** True if the value of a secret option is the secret itself, not a reference to it. */
    public static boolean literal(String value) {
        return !value.isBlank()
                && !Secret.isReference(value)
                && !value.contains("${")
                && !value.equals("true")
                && !value.equals("false");
    }

    /** True if a text contains a secret among other parts, as a JAAS entry or a connection string does. */
    public static boolean within(String text) {
        return WRITTEN_IN_TEXT.matcher(text).find() && !text.contains("${");
    }

    /** Returns a line of a file with its secrets masked. */
    public static String masked(String line) {
        Matcher matcher = MASKED.matcher(line);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(found.group(1) + found.group(2) + "********"));
    }
}
