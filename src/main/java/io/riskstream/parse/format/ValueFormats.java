package io.riskstream.parse.format;

import io.riskstream.stage.Options;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.Nearest;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Reads the formats of fields and columns in Flux files and references files. */
public final class ValueFormats {
    private static final String ENGLISH = "en";

    /** The options of one format. */
    public static final Options.Declared OPTIONS = Options.of("format")
            .required(
                    "type",
                    Options.Kind.TEXT,
                    "`NUMBER`: `$67,349`, `(1,200.50)`, `007`, in a text; `PERCENT`: `12.5%` is 0.125; `YES_NO`: yes, no, y, n, t, f, 1, 0; `DATE` and `DATE_TIME` in patterns; `EXCEL_DATE` and `EXCEL_DATE_TIME`: the serial numbers of spreadsheets; `ZERO_PADDED`: digits whose leading zeros may be missing")
            .optional(
                    "decimal",
                    Options.Kind.TEXT,
                    ".",
                    "the decimal separator of `NUMBER` and `PERCENT`, `.` or `,`; the other one groups digits")
            .optional(
                    "yes",
                    Options.Kind.LIST,
                    "the words of `YES_NO` for true, such as `[ja]`, instead of the known ones")
            .optional("no", Options.Kind.LIST, "the words of `YES_NO` for false")
            .optional(
                    "patterns",
                    Options.Kind.LIST,
                    "the patterns of `DATE` and `DATE_TIME`, such as `[M/d/yyyy, dd-MMM-yyyy]`; the first that matches applies")
            .optional(
                    "pivotYear",
                    Options.Kind.INTEGER,
                    "the first of the 100 years that `yy` in a pattern stands for: with 1930, 30 is 1930 and 29 is 2029")
            .optional(
                    "locale",
                    Options.Kind.TEXT,
                    ENGLISH,
                    "the language of the names of months and days in patterns, such as `de`")
            .optional(
                    "zone",
                    Options.Kind.TEXT,
                    "the time zone of date-times that are written without an offset, such as `America/New_York`")
            .optional(
                    "length",
                    Options.Kind.INTEGER,
                    "the number of digits of `ZERO_PADDED`, such as 5 for a postal code");

    private static final int MAX_LENGTH = 40;

    private ValueFormats() {}

    /**
     * Returns the formats in an option that maps fields or columns to formats.
     *
     * @throws ConfigurationException with a mistake of each field
     */
    public static Map<String, ValueFormat> of(Options parser, String option) {
        return of(parser, option, ValueFormats::of);
    }

    /**
     * Returns the formats in an option that maps fields or columns to anything else.
     *
     * @param reader returns the format of a field from what is written
     * @throws ConfigurationException with a mistake of each field
     */
    public static Map<String, ValueFormat> of(
            Options parser, String option, BiFunction<String, Object, ValueFormat> reader) {
        Map<String, ValueFormat> formats = new LinkedHashMap<>();
        List<ConfigurationProblem> problems = new ArrayList<>();
        parser.objects(option).forEach((field, written) -> {
            try {
                formats.put(field, parser.checked(option, () -> reader.apply(field, written)));
            } catch (ConfigurationException e) {
                problems.addAll(e.problems());
            }
        });
        if (!problems.isEmpty()) {
            throw new ConfigurationException(problems);
        }
        return formats;
    }

    /**
     * Returns one format.
     *
     * @param field the field or column, for messages
     * @param written the name of a type, a map of options, or a list of several formats, of which the first that matches applies
     * @throws ConfigurationException with the first mistake
     */
    public static ValueFormat of(String field, Object written) {
        return named("format of '" + field + "'", () -> of(written));
    }

    /**
     * Returns the format of dates in these patterns.
     *
     * @param pivotYear the first of the 100 years that {@code yy} stands for; without effect if no pattern has it
     */
    public static DateText dates(String column, List<String> patterns, OptionalInt pivotYear) {
        boolean shortYear = patterns.stream()
                .anyMatch(pattern -> new PatternLetters(pattern).shortYear().isPresent());
        return named(
                "column '" + column + "'",
                () -> new DateText(
                        patterns, false, Optional.empty(), shortYear ? pivotYear : OptionalInt.empty(), ENGLISH));
    }

    /** Adds the subject to the messages of the mistakes that a call reports. */
    private static <T> T named(String subject, Supplier<T> call) {
        try {
            return call.get();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(e.problems().stream()
                    .map(problem -> new ConfigurationProblem(
                            "",
                            problem.position(),
                            problem.option(),
                            problem.value(),
                            subject + ": " + problem.message(),
                            problem.hint()))
                    .toList());
        }
    }

    private static ValueFormat of(Object written) {
        if (written instanceof List<?> list && !list.isEmpty()) {
            List<ValueFormat> formats = list.stream().map(ValueFormats::of).toList();
            return formats.size() == 1 ? formats.get(0) : new FirstMatch(formats);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        if (written instanceof Map<?, ?> given) {
            given.forEach((key, value) -> map.put(String.valueOf(key), value));
        } else {
            map.put("type", written);
        }
        return one(OPTIONS.read(map), map.keySet());
    }

    private static ValueFormat one(Options options, Set<String> given) {
        FormatType type = type(options);
        for (String option : given) {
            if (!option.equals("type") && !type.options().contains(option)) {
                throw options.problem(
                        option,
                        option,
                        "option '" + option + "' has no effect on " + type,
                        type.options().isEmpty() ? type + " has no options" : Nearest.hint(option, type.options()));
            }
        }
        return switch (type) {
            case NUMBER -> new NumberText(decimal(options), false);
            case PERCENT -> new NumberText(decimal(options), true);
            case YES_NO -> words(options);
            case DATE, DATE_TIME -> dates(options, type == FormatType.DATE_TIME);
            case EXCEL_DATE -> new ExcelSerial("");
            case EXCEL_DATE_TIME ->
                new ExcelSerial(zone(options)
                        .map(ZoneName::name)
                        .orElseThrow(() -> options.problem(
                                "zone", "", "option 'zone' is missing, such as America/New_York or UTC")));
            case ZERO_PADDED -> new PaddedDigits(length(options));
        };
    }

    private static FormatType type(Options options) {
        String name = options.text("type");
        List<String> known =
                Arrays.stream(FormatType.values()).map(FormatType::name).toList();
        if (!known.contains(name)) {
            throw options.problem("type", name, "unknown type '" + name + "'", Nearest.hint(name, known));
        }
        return FormatType.valueOf(name);
    }

    private static char decimal(Options options) {
        String decimal = options.text("decimal");
        if (!decimal.equals(".") && !decimal.equals(",")) {
            throw options.problem("decimal", "option 'decimal' must be '.' or ','");
        }
        return decimal.charAt(0);
    }

    private static YesNo words(Options options) {
        if (options.has("yes") != options.has("no")) {
            throw options.problem(
                    options.has("yes") ? "yes" : "no", "options 'yes' and 'no' belong together; give both or neither");
        }
        Set<String> yes = new HashSet<>(options.has("yes") ? options.texts("yes") : YesNo.YES);
        Set<String> no = new HashSet<>(options.has("no") ? options.texts("no") : YesNo.NO);
        YesNo words = new YesNo(yes, no);
        for (String word : words.yes()) {
            if (words.no().contains(word)) {
                throw options.problem("no", word, "'" + word + "' is a word for both true and false");
            }
        }
        return words;
    }

    private static DateText dates(Options options, boolean time) {
        List<String> patterns = options.texts("patterns");
        if (patterns.isEmpty()) {
            throw options.problem("patterns", "", "option 'patterns' is missing, such as [M/d/yyyy]");
        }
        return options.checked(
                "patterns",
                () -> new DateText(patterns, time, zone(options), DateText.pivotYear(options), language(options)));
    }

    private static String language(Options options) {
        String tag = options.text("locale");
        Locale locale = Locale.forLanguageTag(tag);
        if (Arrays.stream(Locale.getAvailableLocales()).noneMatch(locale::equals) || tag.isEmpty()) {
            throw options.problem(
                    "locale",
                    tag,
                    "option 'locale': unknown language '" + tag + "', expected a tag such as en, de or fr-CA");
        }
        return tag;
    }

    private static Optional<ZoneName> zone(Options options) {
        Optional<String> name = options.optionalText("zone");
        name.ifPresent(zone -> {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                throw options.problem(
                        "zone",
                        zone,
                        "option 'zone': unknown time zone '" + zone + "'",
                        Nearest.hint(zone, ZoneId.getAvailableZoneIds()));
            }
        });
        return name.map(ZoneName::new);
    }

    private static int length(Options options) {
        if (!options.has("length")) {
            throw options.problem("length", "", "option 'length' is missing, such as 5 for a postal code");
        }
        return options.integer("length", 1, MAX_LENGTH);
    }
}
