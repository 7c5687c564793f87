package io.riskstream.tools.cli;

import java.io.File;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a command with the classes of {@code --classpath}. Flux loads the classes of a Flux file with the loader of its own classes. A loader for the added
 * jars alone would therefore not be used, so that this loads all classes again in one loader. It takes some tenths of a second.
 */
final class ExtendedClassPath {
    private static final String NAME = "riskstream-classpath";

    private ExtendedClassPath() {}

    /** True if this class is in a loader with the added jars already. */
    static boolean isActive() {
        return NAME.equals(ExtendedClassPath.class.getClassLoader().getName());
    }

    /**
     * Runs a command, and returns its exit code.
     *
     * @param added jars and directories; a class that Riskstream has too is not read from them
     */
    static int run(List<Path> added, PrintWriter out, PrintWriter err, List<String> arguments) {
        List<URL> urls = new ArrayList<>(own());
        added.forEach(path -> urls.add(url(path)));
        // it stays open until the process ends, because threads of the servers of `run` still load classes when they
        // end
        @SuppressWarnings("resource")
        URLClassLoader loader =
                new URLClassLoader(NAME, urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            Method run = loader.loadClass(Main.class.getName())
                    .getDeclaredMethod("run", PrintWriter.class, PrintWriter.class, String[].class);
            run.setAccessible(true);
            return (int) run.invoke(null, out, err, arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the command failed: " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this class and its method exist", e);
        } finally {
            Thread.currentThread().setContextClassLoader(context);
        }
    }

    /** Returns the class path of this process: that of Java, or of a loader that a build tool created. */
    private static List<URL> own() {
        List<URL> urls = new ArrayList<>();
        if (ExtendedClassPath.class.getClassLoader() instanceof URLClassLoader loader) {
            urls.addAll(List.of(loader.getURLs()));
        }
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(url(Path.of(path)));
        }
        return urls;
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("the URI of a file", e);
        }
    }
}
