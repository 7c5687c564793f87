/** Made-up claims and references for the shipped pipelines, from a seed. */
package io.riskstream.simulate;
