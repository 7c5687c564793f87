package io.riskstream.tools.check;

import io.riskstream.tools.flux.Declaration;
import io.riskstream.tools.flux.Finding;
import io.riskstream.tools.flux.FluxBuild;
import io.riskstream.tools.flux.FluxNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reports components in a {@code reflist} that have the wrong class. Flux does not check the elements of a list, so without this check a worker fails. */
final class ListElementCheck {
    private ListElementCheck() {}

    /** Returns a finding for each component of the wrong class in the lists that a declaration passes to a constructor. */
    static List<Finding> misfits(FluxBuild build, Declaration declaration, Constructor<?> constructor) {
        List<Finding> misfits = new ArrayList<>();
        Type[] types = constructor.getGenericParameterTypes();
        List<FluxNode> arguments = declaration.arguments();
        for (int i = 0; types.length == arguments.size() && i < types.length; i++) {
            Optional<Class<?>> expected = element(types[i]);
            Optional<FluxNode> list = arguments.get(i).only("reflist");
            if (expected.isPresent() && list.isPresent()) {
                for (FluxNode id : list.get().list()) {
                    build.component(id.text())
                            .filter(component -> !expected.get().isInstance(component))
                            .ifPresent(component -> misfits.add(
                                    misfit(id, component, expected.get(), constructor.getDeclaringClass())));
                }
            }
        }
        return misfits;
    }

    private static Finding misfit(FluxNode id, Object component, Class<?> expected, Class<?> owner) {
        return Finding.error(
                id.position(),
                "ref.type",
                "component '" + id.text() + "' is of class "
                        + component.getClass().getSimpleName() + ", and " + owner.getSimpleName() + " takes a list of "
                        + expected.getSimpleName());
    }

    /** Returns the class of the elements of a list type; empty for another type. */
    static Optional<Class<?>> element(Type type) {
        if (type instanceof ParameterizedType list
                && list.getRawType() instanceof Class<?> raw
                && Collection.class.isAssignableFrom(raw)) {
            Type element = list.getActualTypeArguments()[0];
            if (element instanceof WildcardType wildcard) {
                element = wildcard.getUpperBounds()[0];
            }
            return element instanceof Class<?> known ? Optional.of(known) : Optional.empty();
        }
        return Optional.empty();
    }
}
