package io.riskstream.tools.cli;

import io.riskstream.tools.local.RunService;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Several services of a run. */
record RunServices(List<RunService> services) implements RunService {
    @Override
    public CompletableFuture<String> start(Path flux, Properties properties, Optional<Path> store) {
        List<CompletableFuture<String>> lines = services.stream()
                .map(service -> service.start(flux, properties, store))
                .toList();
        return CompletableFuture.allOf(lines.toArray(CompletableFuture[]::new))
                .thenApply(all -> lines.stream().map(CompletableFuture::join).collect(Collectors.joining("\n")));
    }

    @Override
    public boolean continues() {
        return services.stream().anyMatch(RunService::continues);
    }

    @Override
    public void close() {
        services.forEach(RunService::close);
    }
}
