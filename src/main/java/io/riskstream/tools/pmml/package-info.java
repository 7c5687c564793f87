/**
 * Converts scorecards and regression models in PMML, the XML format of the Data Mining Group, to scorecards of this project.
 *
 * <p>Internal.
 */
package io.riskstream.tools.pmml;
