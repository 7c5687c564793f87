package io.riskstream.bench.pipeline;

import java.util.Locale;

/** The content of a claim that is larger than a common one, in members that its schema does not declare. */
enum Filler {
    /** Only the common claim's note, of the letter x. */
    NOTE("a note") {
        @Override
        String of(int length) {
            return "";
        }
    },
    /** One long string, with a line break in every 80 characters and occasional quotes, both escaped. */
    TEXT("one string") {
        @Override
        String of(int length) {
            String head = ",\"description\":\"";
            StringBuilder text = new StringBuilder(head);
            for (int line = 0; text.length() < length; line++) {
                text.append(LINES[line % LINES.length]).append("\\n");
            }
            text.setLength(length - 4);
            // the cut may have split an escape; with an n it is complete
            return text.append("n..\"").toString();
        }
    },
    /** A list of objects, one for each item of an invoice. */
    ITEMS("a list of items") {
        @Override
        String of(int length) {
            StringBuilder items = new StringBuilder(",\"items\":[");
            for (int number = 1; length - items.length() > 2 * LONGEST_ITEM; number++) {
                items.append(item(number, LINES[number % LINES.length].substring(0, 24)))
                        .append(',');
            }
            int without = items.length() + item(0, "").length() + 1;
            return items.append(item(0, "x".repeat(length - without)))
                    .append(']')
                    .toString();
        }
    };

    private static final String[] LINES = {
        "The insured says that water came through the cellar door in the night of the ",
        "storm, and stood two feet high until noon. Floor, plaster and the furnace are ",
        "to be replaced; the neighbour calls it \\\"the worst since 1972\\\". Photographs of ",
        "all four rooms are attached, and the plumber's first estimate. No one was hurt. "
    };
    private static final int LONGEST_ITEM = 130;

    private final String description;

    Filler(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** Returns members for the end of an object, with this number of characters, all ASCII. */
    abstract String of(int length);

    private static String item(int number, String description) {
        return String.format(
                Locale.ROOT,
                "{\"position\":%d,\"article\":\"A-%05d\",\"description\":\"%s\",\"quantity\":%d,\"price\":%d.50}",
                number,
                number * 37,
                description,
                number % 5 + 1,
                number % 400 + 10);
    }
}
