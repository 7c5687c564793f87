package io.riskstream.parse.xml;

import com.ctc.wstx.api.ReaderConfig;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import com.ctc.wstx.stax.WstxInputFactory;
import io.riskstream.event.RejectionCode;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The tokens of an XML document, within limits: elements and texts. Comments and processing instructions are skipped. A document type declaration is
 * rejected, so a document can neither name a file or an address nor define entities. Not thread-safe; reusable for further documents.
 */
final class XmlTokens {
    /** Element names, attribute names and prefixes in the worst case have hash codes that collide, so that a name costs time for each other name. */
    private static final int MAX_NAMES = 1_000;

    private static final int MAX_NAME_LENGTH = 256;
    /** The prefix of a name is searched among all namespaces that are in scope. */
    private static final int MAX_NAMESPACES = 64;

    private static final int INITIAL_NAMES = 64;

    private final WstxInputFactory factory = new WstxInputFactory();
    private final XmlLimits limits;
    /** The names of this and earlier documents, so that a sender's usual names cost no memory. */
    private Set<String> names = new HashSet<>(INITIAL_NAMES);

    private int newNames;
    private XMLStreamReader reader;
    private byte[] document = {};
    private int depth;
    private int namespaces;

    XmlTokens(XmlLimits limits, int maxBytes) {
        this.limits = limits;
        factory.configureForSpeed();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        ReaderConfig config = factory.getConfig();
        config.doParseLazily(false); // a lazy reader throws unchecked exceptions for invalid texts
        config.doInternNames(false);
        config.setMaxAttributesPerElement(limits.attributes());
        config.setMaxAttributeSize(maxBytes);
    }

    /**
     * Begins a document, and moves to its first element.
     *
     * @param isUtf8 true if the bytes are UTF-8 whatever encoding the declaration names
     */
    void open(byte[] bytes, boolean isUtf8) throws InvalidXmlException {
        document = bytes;
        depth = 0;
        namespaces = 0;
        newNames = 0;
        if (names.size() > MAX_NAMES / 2) {
            names = new HashSet<>(INITIAL_NAMES);
        }
        try {
            InputStream in = new ByteArrayInputStream(bytes);
            reader = isUtf8
                    ? factory.createXMLStreamReader(in, StandardCharsets.UTF_8.name())
                    : factory.createXMLStreamReader(in);
        } catch (XMLStreamException e) {
            throw explained(e);
        }
        requireEncoding(reader.getEncoding());
        int unused = next();
    }

    /** Moves to the next token. Returns START_ELEMENT, END_ELEMENT, CHARACTERS or END_DOCUMENT of {@link XMLStreamConstants}. */
    int next() throws InvalidXmlException {
        while (true) {
            int token;
            try {
                token = reader.next();
            } catch (XMLStreamException e) {
                throw explained(e);
            }
            switch (token) {
                case XMLStreamConstants.START_ELEMENT -> {
                    begin();
                    return token;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    namespaces -= reader.getNamespaceCount();
                    return token;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    requireText(reader.getTextLength());
                    return XMLStreamConstants.CHARACTERS;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return token;
                }
                case XMLStreamConstants.COMMENT, XMLStreamConstants.PROCESSING_INSTRUCTION -> {}
                default ->
                    throw invalid("a document type declaration or an entity is not allowed", reader.getLocation());
            }
        }
    }

    private void begin() throws InvalidXmlException {
        if (++depth > limits.depth()) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_DEPTH,
                    "",
                    "elements are nested deeper than " + limits.depth() + " (option maxDepth)"
                            + at(reader.getLocation()));
        }
        requireName(reader.getLocalName());
        int count = reader.getNamespaceCount();
        if (count > 0) {
            namespaces += count;
            if (namespaces > MAX_NAMESPACES) {
                throw limit("more than " + MAX_NAMESPACES + " namespace declarations are in scope");
            }
            for (int i = 0; i < count; i++) {
                String prefix = reader.getNamespacePrefix(i);
                if (prefix != null) {
                    countName(prefix);
                }
            }
        }
    }

    private void requireName(String name) throws InvalidXmlException {
        if (name.length() > MAX_NAME_LENGTH) {
            throw limit("a name is longer than " + MAX_NAME_LENGTH + " characters");
        }
    }

    /** Counts a name that no field declares. Throws if the document has too many of them. */
    void countName(String name) throws InvalidXmlException {
        requireName(name);
        if (names.add(name) && ++newNames > MAX_NAMES) {
            throw limit("the document has more than " + MAX_NAMES + " different names that are not declared");
        }
    }

    void requireText(int length) throws InvalidXmlException {
        if (length > limits.text()) {
            throw limit("a text or an attribute is longer than " + limits.text() + " characters (option maxText)");
        }
    }

    /** Moves to the end of the element that has begun. */
    void skipElement() throws InvalidXmlException {
        countNames();
        for (int open = 1; open > 0; ) {
            int token = next();
            if (token == XMLStreamConstants.START_ELEMENT) {
                open++;
                countNames();
            } else if (token == XMLStreamConstants.END_ELEMENT) {
                open--;
            }
        }
    }

    private void countNames() throws InvalidXmlException {
        countName(localName());
        for (int i = 0; i < attributes(); i++) {
            countName(attributeName(i));
        }
    }

    /** Reads what follows the document's element, so that further content is reported. */
    void finish() throws InvalidXmlException {
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // comments and white space
        }
        close();
    }

    /** Returns the names to the factory. A document that is not valid is never closed, so its names are forgotten. */
    private void close() throws InvalidXmlException {
        try {
            reader.close();
        } catch (XMLStreamException e) {
            throw explained(e);
        }
    }

    /** Returns the number of elements that have begun and not ended. */
    int depth() {
        return depth;
    }

    String localName() {
        return reader.getLocalName();
    }

    /** Returns the namespace of the current element; an empty text for none. */
    String namespace() {
        String namespace = reader.getNamespaceURI();
        return namespace == null ? "" : namespace;
    }

    int attributes() {
        return reader.getAttributeCount();
    }

    String attributeName(int index) {
        return reader.getAttributeLocalName(index);
    }

    String attributeNamespace(int index) {
        String namespace = reader.getAttributeNamespace(index);
        return namespace == null ? "" : namespace;
    }

    String attributeValue(int index) throws InvalidXmlException {
        String value = reader.getAttributeValue(index);
        requireText(value.length());
        return value;
    }

    /** True if the current text is white space alone. */
    boolean isWhiteSpace() {
        return reader.isWhiteSpace();
    }

    String text() {
        return reader.getText();
    }

    /** Returns the position of the current token, for messages. */
    String position() {
        return at(reader.getLocation());
    }

    InvalidXmlException limit(String message) {
        return new InvalidXmlException(RejectionCode.PARSE_LIMIT, "", message + position());
    }

    // ---- Encodings ----

    /** Woodstox itself decodes these strictly. Another one is decoded by the JDK, which would replace invalid bytes. */
    private void requireEncoding(String encoding) throws InvalidXmlException {
        if (encoding == null
                || encoding.equals("UTF-8")
                || encoding.equals("US-ASCII")
                || encoding.equals("ISO-8859-1")) {
            return;
        }
        try {
            // UTF-16 without a byte order would expect a mark, which the reader has consumed
            Charset charset = encoding.startsWith("UTF-16") ? StandardCharsets.UTF_16 : Charset.forName(encoding);
            if (encoding.equals("UTF-16LE")) {
                charset = StandardCharsets.UTF_16LE;
            }
            charset.newDecoder().decode(ByteBuffer.wrap(document));
        } catch (CharacterCodingException | IllegalArgumentException e) {
            throw new InvalidXmlException(
                    RejectionCode.PARSE_UTF8, "", "the bytes are not valid in the encoding of the XML declaration");
        }
    }

    // ---- Messages, which never quote the event ----

    private InvalidXmlException explained(XMLStreamException e) {
        if (e instanceof WstxIOException io) {
            String message = io.getCause() instanceof CharConversionException
                    ? "the bytes are not valid in the encoding of the document, which is UTF-8 unless its XML declaration names another"
                    : "the encoding that the XML declaration names is not supported";
            return new InvalidXmlException(RejectionCode.PARSE_UTF8, "", message);
        }
        if (e.getClass() == XMLStreamException.class) {
            return limit("an element has more than " + limits.attributes()
                    + " attributes and namespace declarations (option maxAttributes)");
        }
        String problem = e instanceof WstxEOFException ? "the XML ends unexpectedly" : "the XML is not well-formed";
        return invalid(problem, e.getLocation());
    }

    private static InvalidXmlException invalid(String problem, Location location) {
        return new InvalidXmlException(RejectionCode.PARSE_XML, "", problem + at(location));
    }

    private static String at(Location location) {
        return location == null ? "" : " at line " + location.getLineNumber() + " column " + location.getColumnNumber();
    }
}
