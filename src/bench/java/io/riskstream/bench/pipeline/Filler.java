package io.riskstream.bench.pipeline;

import java.util.Locale;

/** What a claim that is larger than the common one holds beyond its fields, in members that its schema does not declare. */
enum Filler {
    /** Nothing but the common claim's note, of the letter x. */
    NOTE("a note") {
        @Override
        String of(int length) {
            return "";
        }
    },
    /** One long text, with a line break in every 80 characters and a quotation now and then, both escaped. */
    TEXT("one text") {
        @Override
        String of(int length) {
            String head = ",\"description\":\"";
            StringBuilder text = new StringBuilder(head);
            for (int line = 0; text.length() < length; line++) {
                text.append(LINES[line % LINES.length]).append("\\n");
            }
            text.setLength(length - 4);
            // may have cut an escape in two; with an n it is one
            return text.append("n..\"").toString();
        }
    },
    /** A list of objects, one for each item of a bill. */
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

    private final String told;

    Filler(String told) {
        this.told = told;
    }

    String told() {
        return told;
    }

    /** Members to go before the closing brace, of so many characters, all of them ASCII. */
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
