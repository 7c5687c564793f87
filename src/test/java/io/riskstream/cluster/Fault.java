package io.riskstream.cluster;

import io.riskstream.tools.local.ServerProcess;
import io.riskstream.tools.local.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.RebalanceOptions;
import redis.clients.jedis.Jedis;

/** The faults and the planned operations of the matrix. */
enum Fault {
    SPOUT_WORKER("kill -9 of the spout's worker", 2, ShippedPipeline.values()) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            pipeline.worker(pipeline.spoutPort()).destroyForcibly();
        }
    },
    OTHER_WORKER("kill -9 of another worker", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            pipeline.worker(pipeline.otherPort()).destroyForcibly();
        }
    },
    ALL_WORKERS("kill -9 of all workers", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            List<ProcessHandle> workers = pipeline.workers();
            workers.forEach(ProcessHandle::destroyForcibly);
        }
    },
    FROZEN_WORKER("SIGSTOP of the spout's worker, 45 s", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            ProcessHandle worker = pipeline.worker(pipeline.spoutPort());
            Signals.freeze(worker);
            sleep(45);
            // the supervisor has killed it by now
            if (worker.isAlive()) {
                Signals.thaw(worker);
            }
        }
    },
    FROZEN_OTHER_WORKER("SIGSTOP of another worker, 15 s", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            ProcessHandle worker = pipeline.worker(pipeline.otherPort());
            Signals.freeze(worker);
            sleep(15);
            Signals.thaw(worker);
        }
    },
    ZOMBIE("SIGSTOP of a supervisor and the spout's worker, 60 s: two owners of a partition", 3) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            int port = pipeline.spoutPort();
            ProcessHandle worker = pipeline.worker(port);
            ServerProcess supervisor = cluster.storm().supervisorOf(port);
            supervisor.freeze();
            Signals.freeze(worker);
            sleep(60);
            // the old owner goes on, while Nimbus has given its partitions to another worker, until its supervisor
            // kills it
            Signals.thaw(worker);
            sleep(3);
            supervisor.thaw();
        }
    },
    NIMBUS("kill -9 of Nimbus, back after 20 s", 2, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.storm().nimbus().kill();
            sleep(20);
            cluster.storm().nimbus().start();
        }
    },
    ZOOKEEPER("kill -9 of ZooKeeper, back after 5 s", 2, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.storm().zooKeeper().kill();
            sleep(5);
            cluster.storm().zooKeeper().start();
            // a supervisor whose requests have failed too often ends some seconds later
            sleep(15);
        }
    },
    ZOOKEEPER_AWAY("kill -9 of ZooKeeper, back after 40 s", 2, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.storm().zooKeeper().kill();
            sleep(40);
            cluster.storm().zooKeeper().start();
            // a supervisor whose requests have failed too often ends some seconds later
            sleep(15);
        }
    },
    // after Nimbus and ZooKeeper: a supervisor that starts while Nimbus is away ends its workers
    MACHINE("kill -9 of a supervisor and the spout's worker, supervisor back after 60 s", 2, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            int port = pipeline.spoutPort();
            ProcessHandle worker = pipeline.worker(port);
            ServerProcess supervisor = cluster.storm().supervisorOf(port);
            supervisor.kill();
            worker.destroyForcibly();
            sleep(60);
            supervisor.start();
        }
    },
    SUPERVISOR("kill -9 of a supervisor, back after 10 s", 2, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            ServerProcess supervisor = cluster.storm().supervisorOf(pipeline.spoutPort());
            supervisor.kill();
            sleep(10);
            supervisor.start();
        }
    },
    BROKER_RESTART("kill -9 of the broker, back at once", 1, ShippedPipeline.values()) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            cluster.kafka().restart();
        }
    },
    BROKER_AWAY("kill -9 of the broker, back after 60 s", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.kafka().process().kill();
            sleep(60);
            cluster.kafka().restart();
        }
    },
    BROKER_FROZEN("SIGSTOP of the broker, 15 s", 1, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.kafka().process().freeze();
            sleep(15);
            cluster.kafka().process().thaw();
        }
    },
    REDIS_AWAY("kill -9 of Redis, back after 10 s with its records", 1, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.redis().stop();
            sleep(10);
            cluster.redis().restart();
            cluster.loadReferences();
        }
    },
    REDIS_FLUSHED("Redis flushed, loaded after 5 s", 1, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            try (Jedis redis = new Jedis("127.0.0.1", cluster.redis().port())) {
                redis.flushAll();
            }
            sleep(5);
            cluster.loadReferences();
        }
    },
    REDIS_FROZEN("SIGSTOP of Redis, 10 s", 1, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.redis().pause();
            sleep(10);
            cluster.redis().resume();
        }
    },
    REDIS_SLOW("slow Redis, 10 s: stopped for 0.4 s of each 0.5 s", 1, ShippedPipeline.CHAIN) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            for (int i = 0; i < 20; i++) {
                cluster.redis().pause();
                TimeUnit.MILLISECONDS.sleep(400);
                cluster.redis().resume();
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    },
    POSTGRES_RESTART("kill -9 of PostgreSQL, back at once", 0, ShippedPipeline.STORE) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            cluster.postgres().kill();
            cluster.postgres().restart();
        }
    },
    POSTGRES_AWAY("kill -9 of PostgreSQL, back after 20 s", 0, ShippedPipeline.STORE) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.postgres().kill();
            sleep(20);
            cluster.postgres().restart();
        }
    },
    POSTGRES_FROZEN("SIGSTOP of PostgreSQL, 20 s", 0, ShippedPipeline.STORE) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.postgres().freeze();
            sleep(20);
            cluster.postgres().unfreeze();
        }
    },
    BUSY_MACHINE("all cores busy with other work, 20 s", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws IOException, InterruptedException {
            List<Process> work = new ArrayList<>();
            try {
                for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
                    work.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
                }
                sleep(20);
            } finally {
                work.forEach(Process::destroyForcibly);
            }
        }
    },
    FULL_DISK("no space for the workers' logs, 10 s", 1, ShippedPipeline.CHAIN) {
        @Override
        Optional<String> problem() {
            return ClusterUnderLoad.hasLogVolume()
                    ? Optional.empty()
                    : Optional.of("mounting a tmpfs is not permitted here");
        }

        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws IOException, InterruptedException {
            Path filler = cluster.fillLogVolume();
            sleep(10);
            Files.delete(filler);
        }
    },
    // the supervisors may end all workers after each of the two steps
    CLOCK_STEP("clock of the workers an hour ahead for 20 s, and back for 45 s", 4) {
        @Override
        Optional<String> problem() {
            return SteppedClock.isPossible()
                    ? Optional.empty()
                    : Optional.of("Debian's package faketime is not installed");
        }

        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws IOException, InterruptedException {
            cluster.clock().step(3_600);
            sleep(20);
            cluster.clock().step(0);
            // longer than the 30 s after which Nimbus or a supervisor takes a worker without heartbeats for dead
            sleep(45);
        }
    },
    REBALANCE_WAIT("rebalance -w 5", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            RebalanceOptions options = new RebalanceOptions();
            options.set_wait_secs(5);
            rebalance(pipeline, cluster, options);
        }
    },
    ONE_WORKER("rebalance -n 1", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            RebalanceOptions options = new RebalanceOptions();
            options.set_wait_secs(0);
            options.set_num_workers(1);
            rebalance(pipeline, cluster, options);
        }
    },
    TWO_WORKERS("rebalance -n 2, and -e BOLT=2 for one bolt", 2) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            RebalanceOptions options = new RebalanceOptions();
            options.set_wait_secs(0);
            options.set_num_workers(2);
            options.set_num_executors(Map.of(pipeline.shipped().divisibleBolt(), 2));
            rebalance(pipeline, cluster, options);
        }
    },
    DEACTIVATED("deactivate, activate after 10 s", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws InterruptedException {
            cluster.storm().nimbus(client -> {
                client.deactivate(pipeline.topology());
                return "deactivated";
            });
            sleep(10);
            cluster.storm().nimbus(client -> {
                client.activate(pipeline.topology());
                return "activated";
            });
        }
    },
    RESUBMITTED("kill -w 10 and submit again", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            cluster.storm().nimbus(client -> {
                KillOptions options = new KillOptions();
                options.set_wait_secs(10);
                client.killTopologyWithOpts(pipeline.topology(), options);
                return "killed";
            });
            PipelineUnderLoad.await("the end of the topology")
                    .until(() -> !cluster.storm().topologies().contains(pipeline.topology()));
            pipeline.submit();
        }
    },
    UPGRADED("upgrade", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            pipeline.upgrade();
        }
    },
    UPGRADED_IN_PLACE("upgrade --in-place", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            pipeline.upgrade("--in-place");
        }
    },
    PARTITIONS("partitions 4 to 6", 1) {
        @Override
        void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) {
            cluster.addPartitions(pipeline.input(), 6);
            pipeline.awaitEventsInPartitions(6);
        }
    };

    private final String text;
    private final int repetitions;
    private final Set<ShippedPipeline> pipelines;

    /** Creates a fault that is measured with each pipeline but the one that stores in PostgreSQL. */
    Fault(String text, int repetitions) {
        this(text, repetitions, ShippedPipeline.CHAIN, ShippedPipeline.FUSED, ShippedPipeline.SPOUT);
    }

    /**
     * Creates a fault.
     *
     * @param pipelines the pipelines with which it is measured: one alone if all would do the same
     */
    Fault(String text, int repetitions, ShippedPipeline... pipelines) {
        this.text = text;
        this.repetitions = repetitions;
        this.pipelines = Set.of(pipelines);
    }

    /** Returns what is done, for the table. */
    String text() {
        return text;
    }

    /**
     * Returns how often one event may be repeated: once for each successor that starts before the commit of its offset, and once more if a worker ends,
     * because tuples and acknowledgements that are on their way to it are lost. A row in PostgreSQL is not written again.
     */
    int repetitions(ShippedPipeline pipeline) {
        return pipeline == ShippedPipeline.STORE ? 0 : repetitions;
    }

    /** True if the fault is measured with this pipeline. */
    boolean isFor(ShippedPipeline pipeline) {
        return pipelines.contains(pipeline);
    }

    /** Returns why this machine does not allow the fault; empty if it does. */
    Optional<String> problem() {
        return Optional.empty();
    }

    /** Injects the fault, and returns when it is over. */
    abstract void inject(PipelineUnderLoad pipeline, ClusterUnderLoad cluster) throws IOException, InterruptedException;

    /** Lets a fault last. The figures do not depend on the precision. */
    private static void sleep(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }

    private static void rebalance(PipelineUnderLoad pipeline, ClusterUnderLoad cluster, RebalanceOptions options) {
        cluster.storm().nimbus(client -> {
            client.rebalance(pipeline.topology(), options);
            return "rebalanced";
        });
        // until then the topology is inactive; afterwards it has its new assignment
        PipelineUnderLoad.await("the end of the rebalance")
                .until(() -> cluster.storm().status(pipeline.topology()).equals("ACTIVE"));
    }
}
