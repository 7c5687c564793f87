package io.riskstream.api.page;

import io.riskstream.api.http.ApiRequest;
import io.riskstream.api.http.ApiResponse;
import io.riskstream.api.http.EntityTag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * A file of the page, in memory, also compressed. A browser keeps it and asks each time whether it has changed, so that a new release of the server is never
 * mixed with files of the old one.
 */
final class PageFile {
    private static final Map<String, String> MEDIA_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /**
     * Scripts and styles come from the files of the page alone, requests go to this server alone. Trusted types make the browser refuse code that would turn
     * text into markup or script.
     */
    private static final String CONTENT_SECURITY_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'");

    private final byte[] content;
    private final byte[] compressed;
    private final EntityTag tag;
    private final Map<String, String> headers;

    private PageFile(String mediaType, byte[] content) {
        this.content = content;
        this.compressed = compressed(content);
        this.tag = EntityTag.of(content);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("Content-Type", mediaType);
        values.put("Cache-Control", "no-cache");
        values.put("Vary", "Accept-Encoding");
        values.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        values.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        this.headers = values;
    }

    /**
     * Reads a file beside this class.
     *
     * @throws IllegalArgumentException if there is no such file, or its type is unknown
     */
    static PageFile read(String name) {
        String mediaType = MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        try (InputStream file = PageFile.class.getResourceAsStream(name)) {
            if (file == null || mediaType == null) {
                throw new IllegalArgumentException("the page has no file " + name);
            }
            return new PageFile(mediaType, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the page's file " + name, e);
        }
    }

    private static byte[] compressed(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Answers a request for this file. */
    ApiResponse response(ApiRequest request) {
        ApiResponse response = takesGzip(request)
                ? new ApiResponse(200, headers, compressed, Optional.empty()).with("Content-Encoding", "gzip")
                : new ApiResponse(200, headers, content, Optional.empty());
        return tag.response(request, response);
    }

    /** True if the header names gzip or any encoding, without a quality of zero. */
    private static boolean takesGzip(ApiRequest request) {
        return request.headerValues("Accept-Encoding").stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(coding -> coding.matches("(?i)(gzip|x-gzip)(;q=(1(\\.0*)?|0\\.\\d*[1-9]\\d*))?"));
    }
}
