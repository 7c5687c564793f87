package io.riskstream.api.http;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;

/**
 * The headers of every response. No other site may embed, read or keep what the API returns: there is no header for cross-origin requests, and no document
 * may load anything. A response may replace a header, as the page does with its content security policy.
 */
final class SecurityHeaders {
    private static final Map<String, String> ALWAYS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY",
            "Content-Security-Policy",
                    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cache-Control", "no-store");

    private SecurityHeaders() {}

    /** Adds the headers. */
    static void addTo(HttpFields.Mutable headers, boolean secure) {
        ALWAYS.forEach(headers::put);
        if (secure) {
            headers.put("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        }
    }
}
