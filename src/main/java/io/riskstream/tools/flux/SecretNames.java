package io.riskstream.tools.flux;

import io.riskstream.stage.Secret;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells what is a secret by what it is called. */
public final class SecretNames {
    private static final Pattern NAME = Pattern.compile(
            "(?i)(?:.*[._-])?\\w*(?:password|passwd|passphrase|secret|token|api[._-]?key|access[._-]?key|account[._-]?key|credential)s?");
    private static final Pattern WRITTEN_IN_TEXT = Pattern.compile(
            "(?i)\\b(?:password|secret|sharedaccesskey)\\w*\\s*=\\s*(?![\"']?(?:env|file):)[\"']?[^\\s\"';]+");
    private static final Pattern MASKED = Pattern.compile(
            // also what a slip of the pen may have made of a password
            "(?i)([\\w.-]*(?:pass\\w*|pasw\\w*|pwd|auth|passphrase|secret|token|api[._-]?key|access[._-]?key|account[._-]?key|credential)s?[\"']?\\s*[:=,]\\s*)(?!\\s*[\"']?(?:env:|file:|\\$\\{))([\"']?)[^\\s\"',}\\]]+");

    private SecretNames() {}

    /** Whether what is called so is a secret. */
    public static boolean named(String key) {
        return NAME.matcher(key).matches();
    }

    /** Whether a value of a secret's name is the secret itself, rather than where it is found. */
    public static boolean literal(String value) {
        return !value.isBlank()
                && !Secret.isReference(value)
                && !value.contains("${")
                && !value.equals("true")
                && !value.equals("false");
    }

    /** Whether a text holds a secret among other things, as a JAAS entry or a connection string does. */
    public static boolean within(String text) {
        return WRITTEN_IN_TEXT.matcher(text).find() && !text.contains("${");
    }

    /** A line of a file with its secrets made unreadable. */
    public static String masked(String line) {
        Matcher matcher = MASKED.matcher(line);
        return matcher.replaceAll(found -> Matcher.quoteReplacement(found.group(1) + found.group(2) + "********"));
    }
}
