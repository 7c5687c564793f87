package io.riskstream.tools.check;

import io.riskstream.event.FieldDomain;
import io.riskstream.event.FieldSource;
import io.riskstream.score.Scorecard;
import io.riskstream.stage.Stage;
import io.riskstream.text.ConfigurationException;
import io.riskstream.text.FilePosition;
import io.riskstream.text.SourceFile;
import io.riskstream.tools.flux.Declaration.Kind;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.git.CommittedFiles;
import io.riskstream.validate.ValidateSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reports what is valid in a scorecard and probably a mistake, such as a rule that can never fire, and a changed scorecard with an unchanged version. */
final class ScorecardCheck implements Check {
    private final CommittedFiles committedFiles = new CommittedFiles();

    @Override
    public void check(CheckedTopology topology, Consumer<Finding> findings) {
        // without validation, an event may have other values than the schema allows
        boolean validated =
                topology.all(Kind.COMPONENT, Stage.class).anyMatch(stage -> stage.object() instanceof ValidateSchema);
        topology.all(Kind.COMPONENT, Scorecard.class).forEach(card -> {
            Scorecard scorecard = card.object();
            Map<String, FieldDomain> domains = new HashMap<>();
            for (FieldSource source : scorecard.eventType().sources()) {
                if (validated || !source.arrives()) {
                    domains.putAll(source.domains());
                }
            }
            scorecard
                    .warnings(domains)
                    .forEach(problem -> findings.accept(
                            Finding.warning(problem.position().orElseThrow(), "scorecard.rule", problem.message())));
            checkVersion(scorecard, findings);
        });
    }

    private void checkVersion(Scorecard scorecard, Consumer<Finding> findings) {
        List<SourceFile> files = scorecard.files();
        SourceFile file = files.get(0);
        Optional<SourceFile> committed = committedFiles.find(file.name());
        if (committed.isEmpty()) {
            return;
        }
        boolean changed = files.stream().anyMatch(one -> committedFiles
                .find(one.name())
                .filter(before -> !withoutComments(before).equals(withoutComments(one)))
                .isPresent());
        if (!changed) {
            return;
        }
        Scorecard before;
        try {
            before = Scorecard.of(scorecard.eventType(), committed.get(), this::committedOrPresent);
        } catch (ConfigurationException e) {
            return; // written for another event type, so its version is not known
        }
        if (before.version().equals(scorecard.version())) {
            List<String> lines = file.text().lines().toList();
            int line = 1;
            while (line < lines.size() && !lines.get(line - 1).startsWith("version:")) {
                line++;
            }
            int length = Math.max(1, lines.get(line - 1).stripTrailing().length());
            findings.accept(Finding.warning(
                            new FilePosition(file.name(), line, 1, length),
                            "scorecard.version",
                            "the scorecard differs from the one that is committed to git, which has the same version "
                                    + scorecard.version())
                    .withHint("raise 'version', so that its scores can be distinguished from those before"));
        }
    }

    /** Returns a file that the committed scorecard names, such as a table, as it is committed. */
    private SourceFile committedOrPresent(String name) {
        return committedFiles.find(name).orElseGet(() -> SourceFile.read(name));
    }

    /** Returns the text without comments on lines of their own: a change of a comment needs no new version. */
    private static String withoutComments(SourceFile file) {
        return file.text()
                .lines()
                .map(String::stripTrailing)
                .filter(line -> !line.isEmpty() && !line.stripLeading().startsWith("#"))
                .collect(Collectors.joining("\n"));
    }
}
