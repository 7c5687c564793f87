package io.riskstream.api.page;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.riskstream.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;

/** A real browser without a window: Debian's packages {@code chromium} and {@code chromium-driver}. */
public final class Chromium implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String REDUCED_MOTION = "prefers-reduced-motion";

    private final ChromeDriver driver;
    private final Path profile;
    private Screen screen = new Screen(1280, 900, false, false);

    private record Screen(int width, int height, boolean phone, boolean dark) {}

    private Chromium(ChromeDriver driver, Path profile) {
        this.driver = driver;
        this.profile = profile;
    }

    /** Starts a browser with an empty profile, or skips the test if the machine has none. */
    public static Chromium start() {
        Optional<Path> browser = Programs.find("chromium");
        Optional<Path> server = Programs.find("chromedriver");
        assumeTrue(browser.isPresent() && server.isPresent(), "there is no chromium and chromedriver on the path");
        try {
            Path profile = Files.createTempDirectory("riskstream-chromium-");
            ChromeOptions options = new ChromeOptions();
            options.setBinary(browser.get().toFile());
            options.addArguments(
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--lang=en",
                    "--user-data-dir=" + profile);
            ChromeDriverService service = new ChromeDriverService.Builder()
                    .usingDriverExecutable(server.get().toFile())
                    .usingAnyFreePort()
                    .build();
            return new Chromium(new ChromeDriver(service, options), profile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens an address in a new tab, so that nothing of an earlier one is left, and closes the earlier one. */
    public void open(String address) {
        String earlier = driver.getWindowHandle();
        driver.switchTo().newWindow(WindowType.TAB);
        String fresh = driver.getWindowHandle();
        driver.switchTo().window(earlier).close();
        driver.switchTo().window(fresh);
        emulate();
        driver.executeCdpCommand(
                "Page.addScriptToEvaluateOnNewDocument",
                Map.of(
                        "source",
                        "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective + ' ' + e.blockedURI));"
                                + "window.failures = []; addEventListener('error', e => failures.push(String(e.message)));"
                                + "addEventListener('unhandledrejection', e => failures.push(String(e.reason)));"));
        driver.get(address);
    }

    /** Goes to a view of the page that is open. */
    public void goTo(String view) {
        driver.executeScript("location.hash = arguments[0]", view);
    }

    /** Sets the size of the screen in CSS pixels, and whether the reader prefers a dark page, for the addresses opened from now on. */
    public void screen(int width, int height, boolean phone, boolean dark) {
        this.screen = new Screen(width, height, phone, dark);
    }

    /** Applies the settings of the screen, which a tab has of its own. */
    private void emulate() {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        screen.width(),
                        "height",
                        screen.height(),
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        screen.phone()));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", screen.dark() ? "dark" : "light"),
                                Map.of("name", REDUCED_MOTION, "value", "reduce"))));
    }

    /** Writes a picture of the whole page to {@code target/screenshots}. */
    public void screenshot(String name) {
        Map<String, Object> picture = driver.executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
        try {
            Files.createDirectories(SCREENSHOTS);
            Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode((String) picture.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script; its value is returned. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** Runs a script that calls its last argument with a result. */
    public Object runLater(String script, Object... arguments) {
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        return driver.executeAsyncScript(script, arguments);
    }

    /** Returns the visible elements of a selector. */
    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .toList();
    }

    /** Waits for an element. */
    public WebElement find(String selector) {
        await(() -> !all(selector).isEmpty());
        return all(selector).get(0);
    }

    /** Waits for a button, link or summary with a text. */
    public WebElement control(String text) {
        By path = By.xpath("//*[self::button or self::a or self::summary][normalize-space()='" + text + "']");
        await(() -> driver.findElements(path).stream().anyMatch(WebElement::isDisplayed));
        return driver.findElements(path).stream()
                .filter(WebElement::isDisplayed)
                .findFirst()
                .orElseThrow();
    }

    /** Waits until the page shows a text. */
    public void awaitText(String text) {
        Awaitility.await("the text '" + text + "'")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> text().contains(text));
    }

    public void await(BooleanSupplier condition) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsInstanceOf(StaleElementReferenceException.class)
                .until(condition::getAsBoolean);
    }

    /** Returns the text that the page shows. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Presses keys, on the element that has the focus. */
    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Presses the tabulator until a selector has the focus; at most 60 times. */
    public void tabTo(String selector) {
        for (int i = 0; i < 60; i++) {
            if (isFocused(selector)) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the tabulator does not reach " + selector);
    }

    public boolean isFocused(String selector) {
        return (Boolean) run("return document.activeElement.matches(arguments[0])", selector);
    }

    @Override
    public void close() {
        driver.quit();
        try (Stream<Path> files = Files.walk(profile)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
