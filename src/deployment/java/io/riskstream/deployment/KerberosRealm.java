package io.riskstream.deployment;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A Kerberos realm on this machine, with a KDC of MIT's implementation (Debian's {@code krb5-kdc} and {@code krb5-admin-server}). */
final class KerberosRealm implements AutoCloseable {
    static final String REALM = "RISKSTREAM.TEST";

    private static final Path KDC = Path.of("/usr/sbin/krb5kdc");
    private static final Path ADMINISTRATION = Path.of("/usr/sbin/kadmin.local");

    private final Path directory;
    private final Map<String, String> environment;
    private Process kdc;

    private KerberosRealm(Path directory) {
        this.directory = directory;
        this.environment =
                Map.of("KRB5_CONFIG", configuration().toString(), "KRB5_KDC_PROFILE", directory + "/kdc.conf");
    }

    /** True if a KDC is installed. */
    static boolean isPossible() {
        return Files.isExecutable(KDC) && Files.isExecutable(ADMINISTRATION);
    }

    /** Starts the KDC of a new realm, whose files are in an empty directory. */
    static KerberosRealm start(Path directory) throws IOException, InterruptedException {
        KerberosRealm realm = new KerberosRealm(directory.toAbsolutePath());
        int port = ImagesIT.freePort();
        Files.writeString(realm.configuration(), """
                [libdefaults]
                  default_realm = %1$s
                  dns_lookup_kdc = false
                  dns_canonicalize_hostname = false
                  udp_preference_limit = 1
                [realms]
                  %1$s = {
                    kdc = 127.0.0.1:%2$d
                  }
                """.formatted(REALM, port));
        Files.writeString(realm.directory.resolve("kdc.conf"), """
                [kdcdefaults]
                  kdc_listen = ""
                  kdc_tcp_listen = 127.0.0.1:%2$d
                [realms]
                  %1$s = {
                    database_name = %3$s/principal
                    key_stash_file = %3$s/stash
                    acl_file = %3$s/acl
                  }
                """.formatted(REALM, port, realm.directory));
        realm.run("/usr/sbin/kdb5_util", "create", "-r", REALM, "-s", "-P", "master-key-of-a-test");
        realm.kdc = realm.builder(List.of(KDC.toString(), "-n", "-r", REALM)).start();
        Awaitility.await("the KDC").atMost(Duration.ofSeconds(30)).until(() -> accepts(port));
        return realm;
    }

    /** Returns the file {@code krb5.conf} of its clients. */
    Path configuration() {
        return directory.resolve("krb5.conf");
    }

    /** Creates a principal with a random key. Returns the keytab with its key. */
    Path addPrincipal(String name) throws IOException, InterruptedException {
        Path keytab = directory.resolve(name.replace('/', '-') + ".keytab");
        run(ADMINISTRATION.toString(), "-r", REALM, "-q", "addprinc -randkey " + name);
        run(ADMINISTRATION.toString(), "-r", REALM, "-q", "ktadd -norandkey -k " + keytab + " " + name);
        if (!Files.exists(keytab)) {
            throw new IllegalStateException("the realm has no principal " + name + ": " + output());
        }
        return keytab;
    }

    private void run(String... command) throws IOException, InterruptedException {
        int status = builder(List.of(command)).start().waitFor();
        if (status != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + status + ": " + output());
        }
    }

    private ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
        builder.environment().putAll(environment);
        return builder;
    }

    private Path log() {
        return directory.resolve("realm.log");
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    @Override
    public void close() {
        if (kdc != null) {
            kdc.destroy();
        }
    }
}
