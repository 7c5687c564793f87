package io.riskstream.runner;

import io.riskstream.stage.Stage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.util.List;

/** Copies stages by serialization, as Storm does between the submitter and each task of a worker. */
public final class StageCopies {
    private StageCopies() {}

    /** Finds classes by the class loader of the stages, which may be another than that of this class. */
    private static final class StageInputStream extends ObjectInputStream {
        private final ClassLoader loader;

        StageInputStream(byte[] bytes, ClassLoader loader) throws IOException {
            super(new ByteArrayInputStream(bytes));
            this.loader = loader;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description); // a primitive type
            }
        }
    }

    /**
     * Returns copies of stages, which are serialized together, so that what they share stays shared.
     *
     * @param name the name of the stages in messages, such as the id of their bolt
     * @param stages at least one
     * @throws IllegalArgumentException if they cannot be serialized
     */
    public static List<Stage> of(String name, List<Stage> stages) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(stages.toArray(Stage[]::new));
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(
                    name + ": the stages cannot be serialized because of " + e.getMessage()
                            + "; make the field transient and set it in open()",
                    e);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + ": the stages cannot be serialized: " + e, e);
        }
        ClassLoader loader = stages.get(0).getClass().getClassLoader();
        try (ObjectInputStream in = new StageInputStream(bytes.toByteArray(), loader)) {
            return List.of((Stage[]) in.readObject());
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalArgumentException(name + ": the serialized stages cannot be read: " + e, e);
        }
    }
}
