package io.riskstream.api.read;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that events spent in each stage during the last minute, from the pages with metrics that the workers serve for Prometheus. One thread reads each page
 * every 10 s. A worker that does not answer does not count until it answers again.
 */
public final class WorkerStageTimes implements StageTimes, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerStageTimes.class);
    private static final int INTERVAL_SECONDS = 10;
    private static final int PAGES = 7;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final int MAX_BYTES = 8 << 20;

    /** The pages of one worker, the oldest first. */
    private static final class Worker {
        private final URI address;
        private final Deque<Map<String, StageHistograms>> pages = new ArrayDeque<>();
        private boolean answers = true;

        private Worker(URI address) {
            this.address = address;
        }

        /** Adds what the last minute has to the histograms of each topology. */
        private void addTo(Map<String, StageHistograms> sums) {
            if (pages.size() < 2) {
                return;
            }
            pages.getLast()
                    .forEach((topology, now) -> sums.merge(
                            topology,
                            now.since(pages.getFirst().getOrDefault(topology, StageHistograms.NONE)),
                            StageHistograms::plus));
        }
    }

    private final Map<String, List<String>> stages;
    private final List<Worker> workers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread created = new Thread(task, "api-worker-metrics");
        created.setDaemon(true);
        return created;
    });
    private volatile Map<String, StageHistograms> lastMinute = Map.of();

    /**
     * Creates times that are read from now on.
     *
     * @param stages the names of the stages of each pipeline, in their order
     * @param pages the addresses of the workers' pages
     */
    public WorkerStageTimes(Map<String, List<String>> stages, List<URI> pages) {
        this.stages = Map.copyOf(stages);
        pages.forEach(page -> workers.add(new Worker(page)));
        var unused = thread.scheduleWithFixedDelay(this::readPages, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public List<StageTime> of(String pipeline) {
        StageHistograms histograms = lastMinute.getOrDefault(pipeline, StageHistograms.NONE);
        return stages.getOrDefault(pipeline, List.of()).stream()
                .filter(stage -> histograms.events(stage) > 0)
                .map(stage -> new StageTime(stage, histograms.millis(stage, 0.5), histograms.millis(stage, 0.99)))
                .toList();
    }

    /** Reads the page of each worker. */
    synchronized void readPages() {
        try {
            Map<String, StageHistograms> sums = new HashMap<>();
            for (Worker worker : workers) {
                read(worker);
                worker.addTo(sums);
            }
            lastMinute = sums;
        } catch (RuntimeException e) {
            LOG.warn("the metrics of the workers cannot be read: {}", e.toString());
        }
    }

    private void read(Worker worker) {
        try {
            worker.pages.addLast(StageHistograms.parse(page(worker.address)));
            if (worker.pages.size() > PAGES) {
                worker.pages.removeFirst();
            }
            worker.answers = true;
        } catch (IOException e) {
            worker.pages.clear();
            if (worker.answers) {
                LOG.warn("no metrics from {}: {}", worker.address, e.toString());
            }
            worker.answers = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String page(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_BYTES + 1);
            if (response.statusCode() != 200 || bytes.length > MAX_BYTES) {
                throw new IOException("status " + response.statusCode() + ", " + bytes.length + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
