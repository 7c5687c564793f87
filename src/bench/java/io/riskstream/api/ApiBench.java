package io.riskstream.api;

import io.riskstream.tools.local.EmbeddedRedis;
import io.riskstream.tools.simulate.Simulation;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Assertions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Posts simulated flood claims to the API, and to a Kafka producer behind Jetty that does not look at them: requests a second, CPU time of the server, and
 * latency at 1,000 requests a second. The broker, Redis and the servers are processes of their own on this machine; only the servers' CPU time counts.
 */
@Command(
        name = "api",
        description = "Measures the HTTP API beside a Kafka producer behind Jetty: single events and 500 in a request.",
        mixinStandardHelpOptions = true)
public final class ApiBench implements Callable<Integer> {
    private static final String TOPIC = "flood-claims";
    private static final String PATH = "/v1/pipelines/flood-claims/events";
    private static final int LINES = 500;
    private static final int RATE = 1_000;
    private static final List<String> JVM = List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC");

    @Option(
            names = "--rounds",
            description = "rounds of all contestants; default: ${DEFAULT-VALUE}",
            defaultValue = "3")
    private int rounds;

    @Option(
            names = "--seconds",
            description = "seconds of each measurement; default: ${DEFAULT-VALUE}",
            defaultValue = "8")
    private int seconds;

    @Option(names = "--connections", description = "connections; default: ${DEFAULT-VALUE}", defaultValue = "32")
    private int connections;

    private final List<String> claims = new ArrayList<>();

    /** What is measured: a server and the form of the requests. */
    private record Contestant(String name, int port, Process process, int events, IntFunction<byte[]> requests) {}

    private record Result(double perSecond, double micros, ApiLoad.Latencies latencies) {}

    @Override
    public Integer call() throws Exception {
        new Simulation("flood-claims", 1).events(20_000).forEachRemaining(event -> {
            if (event.defect().isEmpty()) {
                claims.add(new String(event.value().orElseThrow(), StandardCharsets.UTF_8));
            }
        });
        Path folder = Files.createTempDirectory("riskstream-bench-api");
        List<Process> started = new ArrayList<>();
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            Process broker = start(started, folder, BrokerForApi.class, TOPIC);
            String kafka = firstLine(broker);
            Process bare = start(started, folder, BareServer.class, kafka, TOPIC);
            int barePort = Integer.parseInt(firstLine(bare));
            Path settings = TestApi.settings(
                    folder,
                    kafka,
                    "127.0.0.1:" + redis.port(),
                    Map.of(
                            "pipelines",
                            "flux/flood-claims.yaml",
                            "rate.burst",
                            "1000000",
                            "rate.requests.per.second",
                            "1000000"));
            Process api = start(started, folder, ApiMain.class, settings.toString());
            String address = firstLine(api);
            int apiPort = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            drain(api);
            measure(List.of(
                    new Contestant("producer behind Jetty, single", barePort, bare, 1, i -> single(i, "")),
                    new Contestant("API, single", apiPort, api, 1, i -> single(i, "")),
                    new Contestant(
                            "API, single, Idempotency-Key",
                            apiPort,
                            api,
                            1,
                            i -> single(i, "Idempotency-Key: " + System.nanoTime() + "-" + i + "\r\n")),
                    new Contestant("producer behind Jetty, 500 lines", barePort, bare, LINES, this::lines),
                    new Contestant("API, 500 lines", apiPort, api, LINES, this::lines)));
        } finally {
            started.forEach(Process::destroyForcibly);
        }
        return 0;
    }

    private static Process start(List<Process> started, Path folder, Class<?> main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(JVM);
        command.add("-Dlog4j2.configurationFile="
                + Path.of("src/test/resources/log4j2-test.xml").toAbsolutePath());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(new File(folder.toFile(), main.getSimpleName() + ".log"))
                .start();
        started.add(process);
        return process;
    }

    /** Returns the first line that is no log. */
    private static String firstLine(Process process) throws IOException {
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.matches("\\d+|127\\.0\\.0\\.1:\\d+|Riskstream API at .*")) {
                return line;
            }
        }
        throw new IOException("a server ended before it listened");
    }

    /** Reads the audit log, so that its writer does not wait. */
    private static void drain(Process process) {
        Thread reader = new Thread(() -> {
            try {
                process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                Assertions.assertFalse(process.isAlive(), e::toString);
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private byte[] single(int number, String header) {
        return request("application/json", header, claims.get(number % claims.size()));
    }

    private byte[] lines(int number) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            body.append(claims.get((number * LINES + i) % claims.size())).append('\n');
        }
        return request("application/x-ndjson", "", body.toString());
    }

    private static byte[] request(String type, String header, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + TestApi.PARTNER.key()
                        + "\r\nContent-Type: " + type + "\r\n" + header + "Content-Length: " + bytes.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[head.length + bytes.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(bytes, 0, all, head.length, bytes.length);
        return all;
    }

    private void measure(List<Contestant> contestants) throws IOException, InterruptedException {
        Map<String, List<Result>> results = new LinkedHashMap<>();
        for (int round = -1; round < rounds; round++) {
            for (Contestant contestant : contestants) {
                Result result = measure(contestant);
                if (round >= 0) {
                    results.computeIfAbsent(contestant.name(), name -> new ArrayList<>())
                            .add(result);
                }
            }
        }
        System.out.printf(
                "%-34s %12s %12s %14s %12s %12s%n", "", "requests/s", "events/s", "us CPU/event", "p50 ms", "p99 ms");
        for (Contestant contestant : contestants) {
            print(contestant, results.get(contestant.name()));
        }
        System.out.println("p50, p99: at " + RATE + " requests/s; of 500 lines at 10 requests/s; medians of " + rounds
                + " rounds");
    }

    private Result measure(Contestant contestant) throws IOException, InterruptedException {
        ApiLoad load = new ApiLoad(contestant.port(), connections, contestant.requests());
        Duration time = Duration.ofSeconds(seconds);
        Duration before = cpu(contestant);
        long begin = System.nanoTime();
        long sent = load.asFastAsPossible(time);
        double elapsed = (System.nanoTime() - begin) / 1e9;
        double micros = cpu(contestant).minus(before).toNanos() / 1e3 / sent / contestant.events();
        int rate = contestant.events() == 1 ? RATE : 10;
        ApiLoad paced =
                new ApiLoad(contestant.port(), contestant.events() == 1 ? connections : 2, contestant.requests());
        return new Result(sent / elapsed, micros, paced.atRate(rate, time));
    }

    private static Duration cpu(Contestant contestant) {
        return contestant.process().info().totalCpuDuration().orElseThrow();
    }

    private static void print(Contestant contestant, List<Result> results) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %12.0f %12.0f %14.1f %12.1f %12.1f%n",
                contestant.name(),
                median(results.stream().map(Result::perSecond).toList()),
                median(results.stream().map(Result::perSecond).toList()) * contestant.events(),
                median(results.stream().map(Result::micros).toList()),
                median(results.stream()
                        .map(result -> result.latencies().millis(0.5))
                        .toList()),
                median(results.stream()
                        .map(result -> result.latencies().millis(0.99))
                        .toList()));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
