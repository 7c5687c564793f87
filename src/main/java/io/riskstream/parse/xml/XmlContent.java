package io.riskstream.parse.xml;

import io.riskstream.event.NullValue;
import io.riskstream.event.RejectionCode;
import java.util.Map;

/** What the element that was read last is: a null, a text, an object, or a mixture of them. The reader uses one for all elements. */
final class XmlContent {
    /** The name of the text of an element that is an object too. */
    static final String TEXT = "#text";

    private boolean nil;
    private boolean hasElements;
    private boolean hasAttributes;
    private boolean interrupted;

    /**
     * Sets the content of the element that has ended.
     *
     * @param isNil true if it has {@code xsi:nil="true"}
     * @param isInterrupted true if it has a text before and after an inner element
     */
    void set(boolean isNil, boolean elements, boolean attributes, boolean isInterrupted) {
        nil = isNil;
        hasElements = elements;
        hasAttributes = attributes;
        interrupted = isInterrupted;
    }

    boolean isNil() {
        return nil;
    }

    boolean hasElements() {
        return hasElements;
    }

    boolean hasAttributes() {
        return hasAttributes;
    }

    /** Rejects a value such as {@code 12<b/>50}, whose texts around the inner element are not one value, and a null with a text. */
    void requireOneValue(XmlNode field, String text) throws InvalidXmlException {
        if (nil && !text.isEmpty()) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_KEY, field.path(), "the element has xsi:nil=\"true\" and a text");
        }
        if (interrupted) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_KEY,
                    field.path(),
                    "the element has a text before and after an inner element, so it is not one value");
        }
    }

    /** Keeps the undeclared members of an element that is an object, or what is in place of one, so that validation reports it. */
    void keepInside(XmlNode node, String text, XmlUndeclared own, XmlUndeclared parent) {
        if (nil) {
            parent.add(node.key(), NullValue.NULL);
        } else if (!hasElements && !hasAttributes) {
            parent.add(node.key(), text.isEmpty() ? Map.of() : text);
        } else {
            if (!text.isEmpty()) {
                own.add(TEXT, text);
            }
            if (!own.isEmpty()) {
                parent.add(node.key(), own.complete());
            }
        }
    }
}
