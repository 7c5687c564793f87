/** The model: events, their fields, the stages that judge them, and what a stage may know of the world. It imports the JDK alone. */
package io.riskstream;
