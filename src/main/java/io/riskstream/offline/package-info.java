/**
 * Runs single events through a pipeline's stages, wired as its Flux file says, without Kafka, Redis or Storm: to explain a score, to try an event, to check
 * cases. Look-ups find the records that are given, time stands still, and what is published is kept.
 */
package io.riskstream.offline;
