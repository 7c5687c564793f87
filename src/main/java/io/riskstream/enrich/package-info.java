/** What is known elsewhere: {@link io.riskstream.enrich.Lookup} declares it, {@link io.riskstream.enrich.Enrich} adds it to events. */
package io.riskstream.enrich;
