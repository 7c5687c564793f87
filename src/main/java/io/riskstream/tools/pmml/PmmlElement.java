package io.riskstream.tools.pmml;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An element of a PMML file.
 *
 * @param name the local name: the namespace states the version of PMML alone
 * @param attributes the attributes by local name
 * @param children the elements inside it, in order
 * @param text the text inside it, without that of its children
 * @param position the position of its start tag
 */
record PmmlElement(
        String name, Map<String, String> attributes, List<PmmlElement> children, String text, FilePosition position) {
    /** Returns the value of an attribute; empty if it is absent. */
    Optional<String> find(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /**
     * Returns the value of a required attribute.
     *
     * @throws ConfigurationException if it is absent
     */
    String get(String attribute) {
        return find(attribute)
                .orElseThrow(() -> problem("<" + name + "> has no attribute '" + attribute + "', which PMML requires"));
    }

    /**
     * Returns the value of an attribute that is a number; the default if it is absent.
     *
     * @throws ConfigurationException if it is no number
     */
    double number(String attribute, double fallback) {
        Optional<String> text = find(attribute);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            double value = Double.parseDouble(text.get().strip());
            if (!Double.isNaN(value) && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notANumber(attribute, text.get());
        }
        throw notANumber(attribute, text.get());
    }

    private ConfigurationException notANumber(String attribute, String value) {
        return problem("attribute '" + attribute + "' of <" + name + "> must be a number, not '" + value + "'");
    }

    /** Returns the children with a name. */
    List<PmmlElement> all(String child) {
        return children.stream().filter(element -> element.name().equals(child)).toList();
    }

    /** Returns the first child with a name; empty if there is none. */
    Optional<PmmlElement> first(String child) {
        return all(child).stream().findFirst();
    }

    /**
     * Returns the only child with a name.
     *
     * @throws ConfigurationException if there is none
     */
    PmmlElement required(String child) {
        return first(child)
                .orElseThrow(() -> problem("<" + name + "> has no element <" + child + ">, which PMML requires"));
    }

    /** Returns a problem of this element. */
    ConfigurationException problem(String message) {
        return new ConfigurationException(ConfigurationProblem.inFile(position, message));
    }

    /** Returns the problem that something in this element cannot be imported. */
    ConfigurationException unsupported(String what, String instead) {
        return new ConfigurationException(ConfigurationProblem.inFile(position, what + " cannot be imported")
                .withHint(instead));
    }
}
