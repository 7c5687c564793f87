package io.riskstream.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionExceptionTest {
    private static ExpressionException exception(String text) {
        return assertThrows(ExpressionException.class, () -> Condition.compile(text, SampleEvents.TYPE), text);
    }

    /** Returns the only problem of an expression. */
    private static ExpressionProblem problem(String text) {
        List<ExpressionProblem> problems = exception(text).expressionProblems();
        assertEquals(1, problems.size(), problems.toString());
        return problems.get(0);
    }

    @Test
    void marksThePositionWithACaret() {
        String message = "2:6: no field 'amout' in the event; did you mean 'amount'?\n"
                + "    || amout >= 150000\n"
                + "       ^";
        assertEquals(message, exception("count > 1\n  || amout >= 150000").getMessage());
    }

    @Test
    void showsAnExcerptOfALongLine() {
        String message = exception("flag && ".repeat(100) + "flga" + " && flag".repeat(100))
                .getMessage();
        String[] lines = message.split("\n");
        assertEquals("1:801: no field 'flga' in the event; did you mean 'flag'?", lines[0]);
        assertEquals("flga", lines[1].substring(lines[2].indexOf('^')).substring(0, 4));
    }

    @Test
    void returnsThePositionOfAProblem() {
        ExpressionProblem problem = problem("state == '\ud83d\ude00' &&\n amout > 1");
        assertEquals(2, problem.line());
        assertEquals(2, problem.column());
        assertEquals(18, problem.offset());
        assertEquals("no field 'amout' in the event; did you mean 'amount'?", problem.sentence());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', quoteCharacter = '^', textBlock = """
            // nothing              ~ 10 ~ the expression is empty
            amount                  ~ 0  ~ a condition must be true or false; this is a double
            amount = 1              ~ 7  ~ unexpected '='; did you mean '=='?
            flag & other            ~ 5  ~ unexpected '&'; did you mean '&&'?
            flag and other          ~ 5  ~ expected an operator or the end, not 'and'; did you mean '&&'?
            not flag                ~ 4  ~ expected an operator or the end, not 'flag'; write '!' for 'not'
            (flag                   ~ 5  ~ expected ')', not the end
            flag &&                 ~ 7  ~ expected a value, not the end
            state == "TX            ~ 9  ~ the closing " of this string is missing
            state == "\\d"          ~ 10 ~ unknown escape; write '\\\\' for a backslash, or r"..." for a string without escapes
            state == b"TX"          ~ 9  ~ bytes are not part of the rule language; leave out the 'b' for a string
            count == 7u             ~ 10 ~ unsigned numbers are not part of the rule language; leave out the 'u'
            count == 9223372036854775808 ~ 9  ~ the number is too large for an int of 64 bits; write it with a decimal point
            count == 12kg           ~ 9  ~ not a number: '12k'
            state == {"a": 1}       ~ 9  ~ unexpected '{'; maps and messages are not part of the rule language
            tags[0] == "a"          ~ 4  ~ the rule language cannot select an element with '[ ]'; use 'in' to test whether a list contains a value, or exists(x, ...) to test its elements
            state == 1              ~ 6  ~ '==' of a string and an int has the same result for every event; is there a quotation mark missing or too many?
            amount != "1"           ~ 7  ~ '!=' of a double and a string has the same result for every event; is there a quotation mark missing or too many?
            1 == null               ~ 2  ~ '==' of an int and null has the same result for every event
            state in ["TX", 1]      ~ 16 ~ a string is never an int
            state in []             ~ 9  ~ an empty list never contains a value
            state in [name, 1]      ~ 16 ~ a string is never an int
            tags == [name]          ~ 8  ~ a list may contain fields only after 'in'; elsewhere all its elements must be literals
            state in name           ~ 9  ~ 'in' takes a list, not a string
            state > 1               ~ 6  ~ '>' takes two numbers, strings, timestamps or durations, not a string and an int; is there a quotation mark missing or too many?
            state + 1 > 1           ~ 6  ~ '+' takes two numbers or two strings, not a string and an int
            amount % 2 == 1         ~ 7  ~ '%' takes two ints, not a double and an int
            -state == 1             ~ 0  ~ '-' takes a number, not a string
            flag && count           ~ 8  ~ '&&' takes true or false, not an int
            !count                  ~ 0  ~ '!' takes true or false, not an int
            flag ? 1 : "a"          ~ 5  ~ both sides of ':' must have the same type, not an int and a string
            anything == 1           ~ 0  ~ field 'anything' is declared with several types or without a type, so no rule can read it
            location == 1           ~ 0  ~ 'location' is not a field; it contains location.zip, location.point.lat
            location.zap == ""      ~ 0  ~ no field 'location.zap' in the event; did you mean 'location.zip'?
            state.size == 2         ~ 0  ~ field 'state' has no members; 'size' is not a field, and a function needs '( )'
            timestamp(filed) - timestamp(lost) > 3 ~ 35 ~ '>' takes two numbers, strings, timestamps or durations, not a duration and an int; write duration("72h") for three days
            capital-gains > 1       ~ 0  ~ no field 'capital' in the event; write a name with a '-' in backticks: `capital-gains`
            state == TX             ~ 9  ~ no field 'TX' in the event; write a string in quotes: "TX"
            capital > 1             ~ 0  ~ no field 'capital' in the event; write a name with a '-' in backticks: `capital-gains`
            state.startWith("T")    ~ 6  ~ no function 'startWith'; did you mean 'startsWith'?
            startsWith(state, "T")  ~ 0  ~ 'startsWith' is called on a string: x.startsWith(...)
            state.has()             ~ 6  ~ 'has' takes its field: has(x)
            has("a")                ~ 4  ~ 'has' takes a field
            has()                   ~ 0  ~ 'has' takes one argument in its '( )'
            size(count) == 1        ~ 0  ~ 'size' takes a string or a list, not an int
            state.matches(name)     ~ 14 ~ 'matches' takes a pattern as a string literal
            state.matches("(a")     ~ 14 ~ not a pattern of RE2: missing closing ) '(a'
            state.contains(1)       ~ 15 ~ 'contains' takes strings, not an int
            flag ? other ? flag : other : flag ~ 13 ~ expected ':', not '?'
            timestamp(count) > timestamp(filed) ~ 0 ~ 'timestamp' takes a string such as "2005-08-28T06:10:00Z", not an int
            timestamp(filed) > timestamp("2005-02-29T00:00:00Z") ~ 29 ~ not a date and time such as "2005-08-28T06:10:00Z" or "2005-08-28T06:10:00.5-05:00"
            timestamp(filed) > timestamp("2005-08-28") ~ 29 ~ not a date and time such as "2005-08-28T06:10:00Z" or "2005-08-28T06:10:00.5-05:00"; write "2005-08-28T00:00:00Z" for a day
            timestamp(filed) > "2005-08-28" ~ 17 ~ '>' takes two numbers, strings, timestamps or durations, not a timestamp and a string; convert the string with timestamp(...)
            timestamp(filed) == filed ~ 17 ~ '==' of a timestamp and a string has the same result for every event; convert the string with timestamp(...)
            timestamp(filed) in tags ~ 17 ~ a list of an event never contains a timestamp
            timestamp(filed) + timestamp(lost) > timestamp(lost) ~ 17 ~ '+' is not defined for a timestamp and a timestamp; add or subtract a duration, or subtract a timestamp from a timestamp
            duration("3d") > duration("1h") ~ 9 ~ not a duration such as "72h", "1h30m" or "250ms"; a day is "24h"
            duration(3) > duration("1h") ~ 0 ~ 'duration' takes a string such as "72h", not an int
            filed.timestamp() > timestamp(lost) ~ 6 ~ 'timestamp' takes its value: timestamp(x)
            getHours(filed) > 1     ~ 0  ~ 'getHours' is called on a timestamp: x.getHours()
            filed.getHours() > 1    ~ 6  ~ 'getHours' takes a timestamp or a duration, not a string; convert the string with timestamp(...)
            duration(wait).getMonth() > 1 ~ 15 ~ 'getMonth' takes a timestamp, not a duration
            duration(wait).getHours("UTC") > 1 ~ 15 ~ 'getHours' with a time zone takes a timestamp, not a duration
            timestamp(filed).getHours(1, 2) > 1 ~ 17 ~ 'getHours' takes no argument, or a time zone, in its '( )'
            timestamp(filed).getHours("America/New_Yrok") > 1 ~ 26 ~ no time zone 'America/New_Yrok'; it is an offset such as "-05:00", or a name such as "America/New_York"; did you mean 'America/New_York'?
            timestamp(filed).getHours(name) > 1 ~ 26 ~ a time zone must be a string literal, such as "America/New_York"
            now() > timestamp(filed) ~ 0 ~ no function 'now'; write eventTime() for the time of the event, or processingTime() for the time at which it is processed
            lines.exists(x, x.amout > 1) ~ 16 ~ no member 'amout' in the element 'x'; did you mean 'amount'?
            lines.exists(x, has(x.knd)) ~ 20 ~ no member 'knd' in the element 'x'; did you mean 'kind'?
            lines.exists(x, x.loss == 1) ~ 16 ~ 'x.loss' is not a member; it contains loss.zip
            lines.exists(x, x.kind.size == 1) ~ 16 ~ member 'x.kind' has no members; 'size' is not a field, and a function needs '( )'
            lines.exists(x, x.sub-code == "") ~ 16 ~ no member 'sub' in the element 'x'; write a name with a '-' in backticks: x.`sub-code`
            lines.exists(x, x.anything == 1) ~ 16 ~ member 'x.anything' is declared with several types or without a type, so no rule can read it
            lines.exists(x, x.parts.exists(y, y.cot > 1)) ~ 34 ~ no member 'cot' in the element 'y'; did you mean 'cost'?
            lines.exists(x, amout > 1) ~ 16 ~ no field 'amout' in the event; did you mean 'amount'?
            lines.exists(x, true) && x.amount > 1 ~ 25 ~ no field 'x.amount' in the event; did you mean 'amount'?
            lnes.exists(x, x.amount > 1) ~ 0 ~ no field 'lnes' in the event; did you mean 'lines'?
            lines.amount > 1        ~ 0  ~ field 'lines' has no members; 'amount' is not a field, and a function needs '( )'
            lines.exists(x, x.kind > 1) ~ 23 ~ '>' takes two numbers, strings, timestamps or durations, not a string and an int; is there a quotation mark missing or too many?
            lines.exists(x, x.kind == 1) ~ 23 ~ '==' of a string and an int has the same result for every event; is there a quotation mark missing or too many?
            lines.exists(x, x == 1) ~ 18 ~ '==' of an object and an int has the same result for every event
            lines.exists(x, x in lines) ~ 18 ~ 'in' does not compare objects; write x.exists(y, ...) to compare their members
            "a" in lines            ~ 4  ~ 'in' does not compare objects; write x.exists(y, ...) to compare their members
            lines == parties        ~ 6  ~ '==' does not compare objects; compare their members
            lines.exists(x, x.amount) ~ 16 ~ the condition of 'exists' must be true or false, not a double
            lines.exists(x, has(x)) ~ 20 ~ 'has' takes a field or a member; 'x' is an element, so it is always there
            lines.exists(x.y, true) ~ 13 ~ the first argument of 'exists' is a name for the element, such as x
            lines.exists("x", true) ~ 13 ~ the first argument of 'exists' is a name for the element, such as x
            lines.exists(`x`, true) ~ 13 ~ the first argument of 'exists' is a name for the element, such as x
            lines.exists(true)      ~ 6  ~ 'exists' takes a name for the element and a condition: x.exists(y, condition)
            lines.map(x)            ~ 6  ~ 'map' takes a name for the element and a value: x.map(y, value) or x.map(y, condition, value)
            exists(lines, x, true)  ~ 0  ~ 'exists' is called on a list: x.exists(y, condition)
            count.exists(x, x > 1)  ~ 6  ~ 'exists' is called on a list, not on an int
            lines.exist(x, true)    ~ 6  ~ no function 'exist'; write x.exists(y, condition)
            lines.exsts_one(x, true) ~ 6 ~ no function 'exsts_one'; did you mean 'exists_one'?
            lines.exists(x, x.parts.exists(y, lines.exists(z, true))) ~ 40 ~ more than 2 macros in each other are not supported
            lines.map(x, x.kind)    ~ 0  ~ a condition must be true or false; this is a list
            sum(lines) > 1          ~ 0  ~ 'sum' takes a list of numbers or durations; each element is an object; name the member: sum(x.map(y, y.member))
            sum(codes) > 1          ~ 0  ~ 'sum' takes a list of numbers or durations; each element is a string
            max(switches)           ~ 0  ~ 'max' takes a list of numbers, strings, timestamps or durations; each element is a bool
            max(count) > 1          ~ 0  ~ 'max' takes a list, not an int
            min(count, state) > 1   ~ 11 ~ 'min' takes numbers, not a string
            tags.exists(x, x.amount > 1) ~ 15 ~ 'x' is an element whose type the schema does not declare, so 'amount' is not a member of it; declare the properties of the list's items in the schema
            codes.exists(x, x.amount > 1) ~ 16 ~ 'x' is a string, so 'amount' is not a member of it
            tags.map(x, x + 1) == [] ~ 14 ~ '+' takes a value of a declared type; declare the type of the list's `items` in the schema
            tags.exists(x, -x > 1)  ~ 15 ~ '-' takes a value of a declared type; declare the type of the list's `items` in the schema
            tags.exists(x, x > timestamp(lost)) ~ 17 ~ '>' takes two numbers, strings, timestamps or durations, not an element whose type the schema does not declare and a timestamp; convert the string with timestamp(...)
            1 in lines.map(x, x.kind) ~ 2 ~ an int is never a string
            package == 1            ~ 0  ~ 'package' is a reserved word of CEL; write a field of this name as `package`
            """)
    void reportsEachMistakeAtItsOffset(String text, int offset, String reason) {
        ExpressionProblem problem = problem(text);
        assertEquals(reason, problem.sentence());
        assertEquals(offset, problem.offset());
    }

    @Test
    void reportsAllProblemsOfAParsedExpressionAndEachMistakeOnce() {
        List<String> reasons = exception(
                        "amout + amout > limt && state == 1 || !(nme in ['a']) || size(count) > 1 ? flg : tags")
                .expressionProblems()
                .stream()
                .map(problem -> problem.offset() + " " + problem.sentence())
                .toList();
        assertEquals(
                List.of(
                        "0 no field 'amout' in the event; did you mean 'amount'?",
                        "16 no field 'limt' in the event; did you mean 'limit'?",
                        "30 '==' of a string and an int has the same result for every event; is there a quotation mark missing or too many?",
                        "40 no field 'nme' in the event; did you mean 'name'?",
                        "57 'size' takes a string or a list, not an int",
                        "75 no field 'flg' in the event; did you mean 'flag'?"),
                reasons);
        assertEquals(
                "1:1: no field 'amout' in the event; did you mean 'amount'?\n  amout > 1 && stat == 'TX'\n  ^\n"
                        + "1:14: no field 'stat' in the event; did you mean 'state'?\n  amout > 1 && stat == 'TX'\n"
                        + "               ^",
                exception("amout > 1 && stat == 'TX'").getMessage());
    }

    @Test
    void rejectsExpressionsBeyondTheLimits() {
        assertEquals(
                "the expression is longer than 10000 characters",
                problem("flag || " + " ".repeat(10_000)).sentence());
        assertEquals(
                "the expression has more than 50 levels of nesting",
                problem("(".repeat(51) + "flag" + ")".repeat(51)).sentence());
        assertEquals(
                "the expression has more than 50 levels of nesting",
                problem("!".repeat(51) + "flag").sentence());
        assertEquals(
                "the expression has more than 1000 parts",
                problem("1" + "+1".repeat(1000) + " > 1").sentence());
        assertEquals(
                "the list has more than 1000 elements",
                problem("count in [1" + ", 1".repeat(1000) + "]").sentence());
    }

    @Test
    void acceptsExpressionsAtTheLimits() {
        Condition.compile("(".repeat(49) + "flag" + ")".repeat(49), SampleEvents.TYPE);
        Condition.compile("count in [1" + ", 1".repeat(999) + "]", SampleEvents.TYPE);
        Condition.compile("0" + "+1".repeat(490) + " == 490", SampleEvents.TYPE);
    }
}
