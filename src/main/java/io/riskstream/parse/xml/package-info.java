/**
 * XML documents: the tree of the elements and attributes that an event type's fields are read from, and the reader that walks a document once and sets the
 * slots of the event's fields.
 *
 * <p>{@link io.riskstream.parse.xml.XmlMembers} builds the tree from a parser's options. {@link io.riskstream.parse.xml.XmlReader} reads documents with it.
 * {@code XmlTokens} is the only class that uses Woodstox; it rejects document type declarations and holds the limits.
 *
 * <p>Internal.
 */
package io.riskstream.parse.xml;
