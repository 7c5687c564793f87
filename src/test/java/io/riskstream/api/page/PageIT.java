package io.riskstream.api.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.riskstream.NodePackages;
import io.riskstream.api.http.Problem;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser, with the real server and fixed answers in place of stores. */
@Tag("api")
class PageIT {
    private static final List<String> VIEWS = List.of(
            "#/claims",
            "#/claims/C-1001",
            "#/queue",
            "#/dead-letters",
            "#/dead-letters/flood-claims-0%4099",
            "#/live",
            "#/releases");
    private static final int PHONE_WIDTH = 390;
    private static final int PHONE_HEIGHT = 844;
    /** Markup, and scripts for each place of an HTML document: text, a quoted attribute, an address. */
    private static final String HOSTILE =
            "javascript:hacked=1//\"'><img src=x onerror=hacked=1><script>hacked=1</script><svg onload=hacked=1>";

    private static Chromium browser;

    private CannedApi api;

    @BeforeAll
    static void startBrowser() {
        browser = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void startServer() {
        browser.screen(1280, 900, false, false);
        api = CannedApi.start();
    }

    @AfterEach
    void stopServer() {
        api.close();
    }

    private void open(String view) {
        openWith(CannedApi.OPERATE_KEY);
        browser.goTo(view);
    }

    private void openWith(String key) {
        browser.open(api.address() + "#key=" + key);
        browser.find("#connection[data-state=open]");
    }

    @Test
    void aClaimIsFoundAndItsVerdictShown() {
        open("#/claims");
        WebElement search = browser.find("#search");
        search.sendKeys("C-1001", Keys.ENTER);
        browser.awaitText("Claim C-1001");
        browser.awaitText("refer");
        browser.awaitText("75.5 points");
        browser.awaitText("Water of three feet or more");
        browser.awaitText("+18");
        browser.awaitText("−6.5");
        browser.awaitText("no answer before the deadline");
        browser.awaitText("an old record was used");
        browser.awaitText("flooded-before");
        browser.awaitText("Another decision, review with 61 points (−14.5). It has no effect.");
        browser.awaitText("9f2c51b0e7d8");
        browser.awaitText("insured.contacts[0].value");
        browser.awaitText("María José Ångström");
        assertEquals("Claim C-1001 · Riskstream", browser.run("return document.title"));

        List<WebElement> lookups = browser.all(".lookups li");
        assertEquals(
                List.of("county late", "disaster answered", "market stale", "history answered"),
                lookups.stream()
                        .map(each -> each.getText()
                                .lines()
                                .limit(2)
                                .reduce((a, b) -> a + " " + b)
                                .orElse(""))
                        .toList());
    }

    @Test
    void barsAreInProportionToPointsFromACommonZero() {
        open("#/claims/C-1001");
        browser.find(".reasons .bar");
        @SuppressWarnings("unchecked")
        List<Map<String, Object>> bars = (List<Map<String, Object>>) browser.run("""
                return [...document.querySelectorAll('.columns > div > section > .reasons .bar')].map(bar => {
                  const all = bar.getBoundingClientRect(), part = bar.lastElementChild.getBoundingClientRect();
                  return {from: (part.left - all.left) / all.width, share: part.width / all.width};
                });
                """);
        assertEquals(8, bars.size());
        double zero = 6.5 / 24.5;
        assertEquals(zero, number(bars.get(0), "from"), 0.01);
        assertEquals(18 / 24.5, number(bars.get(0), "share"), 0.01);
        assertEquals(14 / 24.5, number(bars.get(1), "share"), 0.01);
        assertEquals(0, number(bars.get(7), "from"), 0.01);
        assertEquals(zero, number(bars.get(7), "share"), 0.01);
    }

    private static double number(Map<String, Object> values, String name) {
        return ((Number) values.get(name)).doubleValue();
    }

    @Test
    void everyRuleIsExplainedOnDemand() {
        open("#/claims/C-1001");
        browser.control("Every rule, with its condition and values").click();
        browser.awaitText("decision refer was published, and is review");
        browser.awaitText("has(waterDepth) && waterDepth >= 3");
        browser.awaitText("county.median_income missing");
        browser.awaitText("Not evaluated because of an error (1)");
        browser.control("All verdicts of this claim").click();
        browser.awaitText("version 2");
    }

    @Test
    void aLookUpThatStatesItsTimeShowsTheAgeOfItsRecord() {
        open("#/claims/C-AUDIT");
        browser.awaitText("requested 1 min before the score");
        browser.awaitText("The fields that the rules read");
        browser.awaitText("county.density");
        browser.goTo("#/claims/C-1001");
        browser.awaitText("Claim C-1001");
        assertFalse(browser.text().contains("before the score"), "the sender's own member is no age");
    }

    @Test
    void claimsOfAPolicyAreListed() {
        open("#/claims");
        browser.find("#search-kind").sendKeys("Policy or key");
        browser.find("#search").sendKeys("34120-49", Keys.ENTER);
        browser.awaitText("Claims of 34120-49");
        browser.await(() -> browser.all(".claim-row").size() == 2);
        browser.awaitText("C-1002");
    }

    @Test
    void anUnknownClaimIsReported() {
        open("#/claims/C-0");
        browser.awaitText("there is no score of this id");
    }

    @Test
    void aNewReferralWaitsUntilItIsAskedFor() {
        open("#/queue");
        browser.await(() -> browser.all(".claim-row").size() == 4 && api.streams("score") == 1);
        api.send("score", api.scoreNamed("C-NEW"));
        browser.control("Show 1 new");
        assertFalse(browser.text().contains("C-NEW"));
        browser.control("Show 1 new").click();
        browser.awaitText("C-NEW");
        assertTrue(browser.all(".claim-row").get(0).getText().contains("C-NEW"));
        assertTrue(browser.isFocused(".claim-row a"), "the focus is on the new claim");
    }

    @Test
    void aPageOfTheQueueFollowsAnother() {
        open("#/queue");
        browser.await(() -> browser.all(".claim-row").size() == 4);
        browser.control("Show more").click();
        browser.await(() -> browser.all(".claim-row").size() == 8);
    }

    @Test
    void deadLettersAreListedByCode() {
        open("#/dead-letters");
        browser.await(() -> browser.all(".letter-row").size() == 3);
        browser.find(".code-list a[href*='parse.json']").click();
        browser.await(() -> browser.all(".letter-row").size() == 1);
        browser.awaitText("the text ends within a string, at character 118");
    }

    @Test
    void aReplayIsSentOnlyAfterItsConfirmation() {
        open("#/dead-letters");
        browser.find(".letter-row a[href$='flood-claims-0%4099']").click();
        browser.awaitText("the value is a string, and an integer is expected");
        browser.awaitText("\"waterDepth\": \"seven\"");

        browser.control("Replay").click();
        browser.awaitText("Replay this event?");
        browser.control("Cancel").click();
        assertEquals(0, replays());

        browser.control("Replay").click();
        browser.control("Send it again").click();
        browser.awaitText("The original was sent to the topic flood-claims again.");
        assertEquals(1, replays());
        assertFalse(browser.control("Replay").isEnabled());
    }

    private long replays() {
        return api.requests().stream()
                .filter("POST /v1/dead-letters/{ref}/replay {ref=flood-claims-0@99}"::equals)
                .count();
    }

    @Test
    void aRefusedReplayIsExplained() {
        api.answerReplay(Problem.of(409, "it was sent")
                .with("result", new JsonPrimitive("sent-before"))
                .response());
        open("#/dead-letters/flood-claims-0%4099");
        browser.control("Replay").click();
        browser.control("Send it again").click();
        browser.awaitText("This original was sent before. Each is sent once.");
    }

    @Test
    void aReplayNeedsAKeyWithItsRole() {
        openWith(CannedApi.READ_KEY);
        browser.goTo("#/dead-letters/flood-claims-0%4099");
        browser.control("Replay").click();
        browser.control("Send it again").click();
        browser.awaitText("This key does not have the role that is needed here.");
        assertEquals(0, replays());
    }

    @Test
    void liveChartsFollowTheStream() {
        open("#/live");
        browser.await(() -> browser.all(".chart .line").size() >= 4 && api.streams("counters") == 1);
        browser.awaitText("19,614");
        browser.awaitText("schema.required");
        browser.awaitText("p50 1.2 ms · p99 6 ms");
        JsonObject bucket = CannedApi.bucket(Instant.now(), 5_000, 7);
        JsonObject totals = new JsonObject();
        totals.addProperty("scored", 24_614);
        bucket.add("totals", totals);
        api.send("counters", bucket);
        browser.awaitText("24,614");
        browser.awaitText("Live, 5,007 events/s");
        browser.await(
                () -> browser.find(".chart svg").getDomAttribute("aria-label").contains("highest 5,000"));
    }

    @Test
    void releasesShowTheirHashes() {
        open("#/releases");
        browser.awaitText("canary 5 %: version 4");
        browser.awaitText("9f2c51b0e7d84a6c93bb1f0a5de2774c1e8b6f30a94d25c7780e3b6a1f4cd902");
        browser.awaitText("Higher weight of deep water");
        browser.awaitText("no field 'waterDept' in the event");
    }

    @Test
    void aPipelineIsChosen() {
        open("#/releases");
        browser.find("#pipeline").sendKeys("auto-claims");
        browser.await(() -> !browser.text().contains("Scorecard of the Flux file"));
    }

    @Test
    void theKeyIsAskedForAndStaysInTheTab() {
        browser.open(api.address());
        browser.awaitText("This API needs a key.");
        browser.control("Enter a key").click();
        browser.awaitText("This tab keeps the key until it is closed.");
        assertTrue(browser.isFocused("#key-input"));
        browser.press(CannedApi.READ_KEY, Keys.ENTER);
        browser.awaitText("Latest verdicts");
        assertEquals(0L, browser.run("return localStorage.length + document.cookie.length"));
        assertEquals(CannedApi.READ_KEY, browser.run("return Object.values(sessionStorage).join()"));
        browser.control("API key").click();
        browser.control("Forget the key").click();
        browser.awaitText("This API needs a key.");
        assertEquals(0L, browser.run("return sessionStorage.length"));
    }

    @Test
    void aKeyInTheAddressIsTakenOutOfIt() {
        openWith(CannedApi.READ_KEY);
        browser.awaitText("Latest verdicts");
        assertFalse(browser.run("return location.href").toString().contains(CannedApi.READ_KEY));
    }

    @Test
    void everythingIsReachedByKeyboard() {
        openWith(CannedApi.OPERATE_KEY);
        browser.awaitText("C-1002");
        browser.press(Keys.TAB);
        assertTrue(browser.isFocused("#skip"));
        browser.press(Keys.ENTER);
        assertTrue(browser.isFocused("#main"));
        browser.tabTo("#search");
        browser.press("C-1001", Keys.ENTER);
        browser.awaitText("Claim C-1001");
        browser.await(() -> browser.isFocused("h1"));
        browser.tabTo("details.explanation summary");
        browser.press(Keys.ENTER);
        browser.awaitText("has(waterDepth) && waterDepth >= 3");

        browser.goTo("#/dead-letters/flood-claims-0%4099");
        browser.awaitText("The original");
        browser.tabTo(".replay > button");
        browser.press(Keys.ENTER);
        browser.awaitText("Replay this event?");
        assertTrue(browser.isFocused("dialog button:not(.primary)"), "the safe answer has the focus");
        browser.press(Keys.ESCAPE);
        assertTrue(browser.isFocused(".replay > button"), "the focus returns");
        assertEquals(0, replays());
    }

    @Test
    void theFocusIsVisible() {
        open("#/queue");
        browser.find(".claim-row a");
        browser.tabTo("nav a");
        assertEquals(
                "solid 3px",
                browser.run(
                        "const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth"));
    }

    @Test
    void thePageConnectsAgainToARestartedServer() {
        open("#/live");
        browser.awaitText("19,614");
        int port = api.port();
        api.close();
        browser.awaitText("The server does not answer.");
        browser.awaitText("Server away");
        browser.screenshot("server-away");
        api = CannedApi.start(port, answers -> {
            answers.getAsJsonObject("counters").getAsJsonObject("totals").addProperty("scored", 31_415);
            return answers;
        });
        browser.awaitText("31,415");
        browser.await(() -> api.streams("counters") >= 1);
        assertFalse(browser.text().contains("does not answer"));
    }

    @Test
    void aStreamIsReadInAnyParts() {
        open("#/claims");
        Object events = browser.runLater("""
                const done = arguments[arguments.length - 1];
                import(new URL('stream.js', document.baseURI)).then(({parser}) => {
                  const text = ': note\\r\\n\\r\\nevent: score\\r\\ndata: {"a":\\ndata: 1}\\n\\ndata:x\\r\\rid: 3\\n\\n';
                  const results = new Set();
                  for (let cut = 0; cut <= text.length; cut++) {
                    const events = [];
                    const parse = parser((name, data) => events.push(name + '=' + data));
                    parse(text.slice(0, cut));
                    parse(text.slice(cut));
                    results.add(events.join(';'));
                  }
                  done([...results]);
                }, failure => done([String(failure)]));
                """);
        assertEquals(List.of("score={\"a\":\n1};message=x"), events);
    }

    @Test
    void textOfEventsNeverBecomesMarkupOrScript() {
        api.close();
        api = CannedApi.start(0, answers -> hostile("", answers).getAsJsonObject());
        openWith(CannedApi.OPERATE_KEY);
        for (String view : List.of(
                "#/claims?key=" + "x",
                "#/claims/" + encoded(HOSTILE + "C-1001"),
                "#/queue?decision=",
                "#/dead-letters",
                "#/dead-letters/" + encoded(HOSTILE),
                "#/live",
                "#/releases")) {
            browser.goTo(view);
            browser.await(() -> browser.text().contains("onerror=hacked=1") || view.contains("key="));
            browser.all("main details:not([open]) > summary").forEach(WebElement::click);
            api.send("score", api.scoreNamed(HOSTILE));
            api.send("rejection", api.answer("letter"));
            browser.all("button.fresh").forEach(WebElement::click);
            browser.all(".replay > button").forEach(WebElement::click);
            browser.await(() -> browser.all("[aria-busy]").isEmpty());
            assertEquals("0 0 0 1 undefined", browser.run("""
                            const all = [...document.querySelectorAll('*')];
                            return [
                              document.querySelectorAll('img, iframe, object, embed, style').length,
                              all.filter(node => [...node.attributes].some(each => each.name.startsWith('on') || each.name === 'style')).length,
                              [...document.querySelectorAll('[href]')].filter(node => !['http:'].includes(new URL(node.href, location).protocol)).length,
                              document.querySelectorAll('script').length,
                              String(window.hacked)].join(' ');
                            """), view);
            assertEquals(List.of(), browser.run("return violations"), view);
        }
        browser.screenshot("hostile-values");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Puts {@link #HOSTILE} before every text, also before names of an event's fields and of codes, except where the page needs the form of the value. */
    private static JsonElement hostile(String name, JsonElement value) {
        if (value instanceof JsonObject object) {
            JsonObject changed = new JsonObject();
            boolean names = Set.of("event", "rejections", "decisions").contains(name);
            object.entrySet()
                    .forEach(member -> changed.add(
                            names ? HOSTILE + member.getKey() : member.getKey(),
                            hostile(member.getKey(), member.getValue())));
            return changed;
        } else if (value instanceof JsonArray array) {
            JsonArray changed = new JsonArray();
            array.forEach(element -> changed.add(hostile("", element)));
            return changed;
        } else if (value instanceof JsonPrimitive text && text.isString() && !name.equals("result")) {
            return new JsonPrimitive(HOSTILE + text.getAsString());
        }
        return value;
    }

    @Test
    void noCodeOfThePageWritesHtml() {
        open("#/claims");
        Object scripts = browser.runLater("""
                const done = arguments[arguments.length - 1];
                const files = performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.endsWith('.js'));
                Promise.all(files.map(file => fetch(file).then(answer => answer.text()))).then(texts => done(texts.join('\\n')));
                """);
        assertFalse(Pattern.compile(
                        "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|eval\\(|new Function|setAttribute\\(\"style")
                .matcher(scripts.toString())
                .find());
        assertTrue(scripts.toString().contains("textContent"), "the scripts were read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyViewIsShownInBothSchemes(String scheme) {
        browser.screen(1280, 900, false, scheme.equals("dark"));
        openWith(CannedApi.OPERATE_KEY);
        for (String view : VIEWS) {
            show(view);
            browser.screenshot(name(view) + "-" + scheme);
            assertNoFailures(view);
        }
        browser.control("API key").click();
        browser.screenshot("key-" + scheme);
    }

    @Test
    void noViewIsWiderThanAPhone() {
        browser.screen(PHONE_WIDTH, PHONE_HEIGHT, true, false);
        openWith(CannedApi.OPERATE_KEY);
        for (String view : VIEWS) {
            show(view);
            browser.screenshot(name(view) + "-phone");
            assertEquals((long) PHONE_WIDTH, browser.run("return document.documentElement.scrollWidth"), view);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void noViewHasABarrier(String scheme) throws IOException {
        Path axe = NodePackages.installed("page-check", "axe-core/axe.min.js");
        browser.screen(1280, 900, false, scheme.equals("dark"));
        openWith(CannedApi.OPERATE_KEY);
        browser.run(Files.readString(axe) + ";window.axe = axe;");
        for (String view : VIEWS) {
            show(view);
            browser.all("main details:not([open]) > summary").forEach(WebElement::click);
            browser.await(() -> browser.all("[aria-busy]").isEmpty());
            assertNoBarriers(view);
        }
        browser.goTo("#/dead-letters/flood-claims-0%4099");
        browser.control("Replay").click();
        assertNoBarriers("the confirmation of a replay");
    }

    private static void assertNoBarriers(String view) {
        Object barriers = browser.runLater("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {}).then(
                  results => done(results.passes.length < 10 ? ['too few checks ran'] : results.violations.flatMap(each =>
                    each.nodes.map(node => each.id + ': ' + node.target + ' ' + node.failureSummary))),
                  failure => done([String(failure)]));
                """);
        assertEquals(List.of(), barriers, view);
    }

    /** Opens a view and waits until it has its data. */
    private static void show(String view) {
        browser.goTo(view);
        browser.await(() -> browser.all("[aria-busy]").isEmpty()
                && browser.all(".rows > li, .verdict, .chart .line, table").size() > 0);
    }

    private static void assertNoFailures(String view) {
        assertEquals(List.of(), browser.run("return [...failures, ...violations]"), view);
    }

    private static String name(String view) {
        return view.replaceAll("^#/", "")
                .replace("flood-claims-0%4099", "one")
                .replace("C-1001", "one")
                .replace('/', '-');
    }
}
