/** A pipeline on one machine: servers in this process, events in, and the accounts of what came out. */
package io.riskstream.local;
