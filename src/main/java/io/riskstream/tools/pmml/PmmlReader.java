package io.riskstream.tools.pmml;

import io.riskstream.text.ConfigurationException;
import io.riskstream.text.ConfigurationProblem;
import io.riskstream.text.FilePosition;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the elements of a PMML file. A document type definition is refused, so no entity can expand or name another file. */
final class PmmlReader {
    private static final int MAX_DEPTH = 200;
    private static final String ROOT = "PMML";

    private final String file;
    private final Deque<Open> open = new ArrayDeque<>();
    private Optional<PmmlElement> root = Optional.empty();

    private PmmlReader(String file) {
        this.file = file;
    }

    /** An element whose end was not read yet. */
    private record Open(
            String name,
            Map<String, String> attributes,
            List<PmmlElement> children,
            StringBuilder text,
            FilePosition position) {
        PmmlElement closed() {
            return new PmmlElement(name, attributes, List.copyOf(children), text.toString(), position);
        }
    }

    /**
     * Reads a file.
     *
     * @param file its name, for messages
     * @throws ConfigurationException with the position, if it is no PMML
     */
    static PmmlElement read(String file, byte[] bytes) {
        return new PmmlReader(file).read(bytes);
    }

    private PmmlElement read(byte[] bytes) {
        if (bytes.length > PmmlImport.MAX_BYTES) {
            throw problem(FilePosition.start(file), "the file has more than " + PmmlImport.MAX_BYTES + " bytes");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new ByteArrayInputStream(bytes));
            try {
                while (xml.hasNext()) {
                    accept(xml, xml.next());
                }
            } finally {
                xml.close();
            }
        } catch (XMLStreamException e) {
            throw problem(
                    e.getLocation() == null ? FilePosition.start(file) : position(e.getLocation()),
                    "the file is no well-formed XML");
        }
        return root.filter(element -> element.name().equals(ROOT))
                .orElseThrow(() -> problem(
                        root.map(PmmlElement::position).orElse(FilePosition.start(file)),
                        "the file is no PMML; its outermost element must be <PMML>"));
    }

    private void accept(XMLStreamReader xml, int event) {
        switch (event) {
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw problem(
                        position(xml.getLocation()),
                        "document type definitions and entities are not allowed, because they could read other files; remove <!DOCTYPE ...>");
            case XMLStreamConstants.START_ELEMENT -> start(xml);
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                if (!open.isEmpty()) {
                    open.peek().text().append(xml.getText());
                }
            }
            case XMLStreamConstants.END_ELEMENT -> {
                PmmlElement closed = open.pop().closed();
                if (open.isEmpty()) {
                    root = Optional.of(closed);
                } else {
                    open.peek().children().add(closed);
                }
            }
            default -> {}
        }
    }

    private void start(XMLStreamReader xml) {
        FilePosition position = position(xml.getLocation());
        if (open.size() >= MAX_DEPTH) {
            throw problem(position, "elements are nested more than " + MAX_DEPTH + " deep");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
        }
        open.push(new Open(xml.getLocalName(), attributes, new ArrayList<>(), new StringBuilder(), position));
    }

    /** Returns a position: for an element, that of the end of its start tag. */
    private FilePosition position(Location location) {
        return new FilePosition(
                file, Math.max(1, location.getLineNumber()), Math.max(1, location.getColumnNumber()), 1);
    }

    private static ConfigurationException problem(FilePosition position, String message) {
        return new ConfigurationException(ConfigurationProblem.inFile(position, message));
    }
}
