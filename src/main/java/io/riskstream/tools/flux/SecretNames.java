package io.riskstream.tools.flux;

import io.riskstream.stage.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Recognizes secrets by the name of their option, and by their form. */
public final class SecretNames {
    private static final Pattern SEPARATORS = Pattern.compile("[^A-Za-z0-9]");
    /** The end of a name without separators, in lower case: {@code sasl.password}, {@code accountKey} and {@code client-secrets} have one. */
    private static final Pattern NAME = Pattern.compile(".*(?:password|passwd|passphrase|pwd|secret|token|credential"
            + "|(?:api|access|account|client|consumer|encryption|function|master|primary|private|secondary|secret|shared|signing"
            + "|storage|subscription)key)s?");
    /** A name that may be that of a secret: the value decides. */
    private static final Pattern KEY = Pattern.compile("(?:.*[._-])?(?:key|\\w*[a-z]Key|auth|pass)s?");
    /** A key as machines generate it, in Base64, Base64url or hexadecimal. */
    private static final Pattern GENERATED = Pattern.compile(
            "(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+_-][A-Za-z0-9+/_-]{19,}={0,2}|[0-9a-f]{32,}|[0-9A-F]{32,}");

    private static final List<Pattern> WITHIN = List.of(
            // an entry of JAAS, a connection string, or a query
            Pattern.compile(
                    "(?i)\\b(?:password|passwd|pwd|secret|token|sharedaccesskey|sharedaccesssignature|accountkey|accesskey|apikey|sig)(?!name)\\w*"
                            + "\\s*=\\s*(?![\"']?(?:env|file):)[\"']?[^\\s\"';&]+"),
            // the password of a URL
            Pattern.compile("\\b[A-Za-z][\\w+.-]*://[^/\\s:@]*:(?!(?:env|file):)[^@/\\s]+@"),
            // a private key, a web token, and the keys of AWS, GitHub and Slack
            Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----"),
            Pattern.compile("\\beyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\."),
            Pattern.compile("\\b(?:AKIA|ASIA)[0-9A-Z]{16}\\b|\\bgh[pousr]_[A-Za-z0-9]{36}|\\bxox[abprs]-[\\w-]{10,}"));
    private static final Pattern MASKED = Pattern.compile(
            // includes likely misspellings of a password option
            "(?i)([\\w.-]*(?:pass\\w*|pasw\\w*|pwd|auth|passphrase|secret|token|sig|signature|[._-]key|[a-z]key|credential)s?[\"']?\\s*[:=,]\\s*)(?!\\s*[\"']?(?:env:|file:|\\$\\{))([\"']?)[^\\s\"',}\\]]+");

    private static final Pattern USER_INFO = Pattern.compile("(://[^/\\s:@]*:)(?!(?:env|file):|\\$\\{)[^@/\\s]+@");

    /** The start of the name of a method that sets the option of the remaining name. */
    private static final Pattern SETTER = Pattern.compile("^(?:set|with|put|add)(?=[A-Z])");

    private SecretNames() {}

    /** Returns the name of the option that a property or a method sets: {@code Password} for the method {@code setPassword}; empty if the map has no name. */
    public static Optional<String> option(FluxNode property) {
        return property.get("name").filter(FluxNode::isScalar).map(name -> SETTER.matcher(name.text())
                .replaceFirst(""));
    }

    /** True if an option of this name contains a secret. */
    public static boolean named(String key) {
        return NAME.matcher(SEPARATORS.matcher(key).replaceAll("").toLowerCase(Locale.ROOT))
                .matches();
    }

    /** True if an option of this name has a secret as its value, not a reference to one. */
    public static boolean literal(String key, String value) {
        return named(key) ? literal(value) : KEY.matcher(key).matches() && isGenerated(value) && literal(value);
    }

    private static boolean isGenerated(String value) {
        return GENERATED.matcher(value).matches();
    }

    /** True if the value of a secret option is the secret itself, not a reference to it. */
    public static boolean literal(String value) {
        return !value.isBlank()
                && !Secret.isReference(value)
                && !value.contains("${")
                && !value.equals("true")
                && !value.equals("false");
    }

    /** True if a text contains a secret, alone or among other parts, as a JAAS entry, a connection string or a URL does. */
    public static boolean within(String text) {
        return !text.contains("${")
                && WITHIN.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    /** Returns a line of a file with its secrets masked. */
    public static String masked(String line) {
        Matcher matcher = MASKED.matcher(line);
        String masked =
                matcher.replaceAll(found -> Matcher.quoteReplacement(found.group(1) + found.group(2) + "********"));
        return USER_INFO.matcher(masked).replaceAll("$1********@");
    }
}
