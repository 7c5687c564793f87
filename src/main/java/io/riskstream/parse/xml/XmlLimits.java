package io.riskstream.parse.xml;

import io.riskstream.parse.value.ItemLimit;
import java.io.Serializable;

/**
 * The limits of a parser of XML that options set.
 *
 * @param depth the maximum nesting depth of elements
 * @param text the maximum number of characters of a text or an attribute
 * @param attributes the maximum number of attributes and namespace declarations of an element
 * @param items the maximum number of items in lists of objects
 */
public record XmlLimits(int depth, int text, int attributes, ItemLimit items) implements Serializable {}
