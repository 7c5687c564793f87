package io.riskstream.api.openapi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Attr;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The policy of Azure API Management is well-formed, and has only elements and attributes that its reference documents, each in a section that takes it. */
class ApimPolicyTest {
    private static final Set<String> ANYWHERE = Set.of("base", "choose", "set-header", "set-body", "return-response");
    private static final Map<String, Set<String>> BY_SECTION = Map.of(
            "inbound", Set.of("rate-limit-by-key", "validate-jwt", "set-backend-service"),
            "backend", Set.of("forward-request"),
            "outbound", Set.of(),
            "on-error", Set.of());

    /** The elements inside policies. */
    private static final Map<String, Set<String>> CHILDREN = Map.ofEntries(
            Map.entry("policies", Set.of("inbound", "backend", "outbound", "on-error")),
            Map.entry("choose", Set.of("when", "otherwise")),
            Map.entry("return-response", Set.of("set-status", "set-header", "set-body")),
            Map.entry("set-header", Set.of("value")),
            Map.entry("validate-jwt", Set.of("openid-config", "audiences", "issuers", "required-claims")),
            Map.entry("audiences", Set.of("audience")),
            Map.entry("issuers", Set.of("issuer")),
            Map.entry("required-claims", Set.of("claim")),
            Map.entry("claim", Set.of("value")));

    private static final Map<String, Set<String>> ATTRIBUTES = Map.ofEntries(
            Map.entry("when", Set.of("condition")),
            Map.entry("set-status", Set.of("code", "reason")),
            Map.entry("set-header", Set.of("name", "exists-action")),
            Map.entry("set-backend-service", Set.of("base-url", "backend-id")),
            Map.entry(
                    "rate-limit-by-key",
                    Set.of(
                            "calls",
                            "renewal-period",
                            "counter-key",
                            "increment-condition",
                            "increment-count",
                            "retry-after-header-name",
                            "retry-after-variable-name",
                            "remaining-calls-header-name",
                            "remaining-calls-variable-name",
                            "total-calls-header-name")),
            Map.entry(
                    "validate-jwt",
                    Set.of(
                            "header-name",
                            "query-parameter-name",
                            "token-value",
                            "failed-validation-httpcode",
                            "failed-validation-error-message",
                            "require-expiration-time",
                            "require-scheme",
                            "require-signed-tokens",
                            "clock-skew",
                            "output-token-variable-name")),
            Map.entry("openid-config", Set.of("url")),
            Map.entry("claim", Set.of("name", "match", "separator")),
            Map.entry(
                    "forward-request",
                    Set.of(
                            "http-version",
                            "timeout",
                            "timeout-ms",
                            "continue-timeout",
                            "follow-redirects",
                            "buffer-request-body",
                            "buffer-response",
                            "fail-on-error-status-code")));

    private static Element policies;

    @BeforeAll
    static void parse() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        policies = factory.newDocumentBuilder()
                .parse(Path.of("conf/azure/apim-policy.xml").toFile())
                .getDocumentElement();
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element) {
                children.add(element);
            } else if (nodes.item(i).getNodeType() == Node.TEXT_NODE && CHILDREN.containsKey(parent.getTagName())) {
                assertEquals("", nodes.item(i).getTextContent().strip(), () -> "text in " + parent.getTagName());
            }
        }
        return children;
    }

    private static void check(Element element, String section) {
        String name = element.getTagName();
        Set<String> attributes = new TreeSet<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            attributes.add(((Attr) element.getAttributes().item(i)).getName());
        }
        assertTrue(ATTRIBUTES.getOrDefault(name, Set.of()).containsAll(attributes), () -> name + " has " + attributes);
        boolean containsPolicies = name.equals(section) || name.equals("when") || name.equals("otherwise");
        for (Element child : children(element)) {
            boolean known = containsPolicies
                    ? ANYWHERE.contains(child.getTagName())
                            || BY_SECTION.get(section).contains(child.getTagName())
                    : CHILDREN.getOrDefault(name, Set.of()).contains(child.getTagName());
            assertTrue(known, () -> child.getTagName() + " in " + name + " of " + section);
            check(child, section);
        }
    }

    @Test
    void everyElementAndAttributeIsOneOfAPolicy() {
        List<Element> sections = children(policies);
        assertEquals(
                List.of("inbound", "backend", "outbound", "on-error"),
                sections.stream().map(Element::getTagName).toList());
        assertEquals(0, policies.getAttributes().getLength());
        sections.forEach(section -> check(section, section.getTagName()));
    }

    private static List<Element> all(String name) {
        NodeList nodes = policies.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void itChecksTokensLimitsCallsAndBodies() {
        Element token = all("validate-jwt").get(0);
        assertEquals("true", token.getAttribute("require-expiration-time"));
        assertEquals("true", token.getAttribute("require-signed-tokens"));
        assertEquals(1, token.getElementsByTagName("issuer").getLength());
        assertEquals(1, token.getElementsByTagName("audience").getLength());
        assertEquals(1, all("rate-limit-by-key").size());
        assertTrue(
                all("when").stream()
                        .anyMatch(when -> when.getAttribute("condition").contains("Content-Length")),
                "a limit of bodies");
        assertEquals("413", all("set-status").get(0).getAttribute("code"));
    }

    /** A caller who could set the key of the API would be another caller. */
    @Test
    void noCallerSetsTheKeyOfTheApi() {
        List<String> actions = all("set-header").stream()
                .filter(header -> header.getAttribute("name").equals("X-Api-Key"))
                .map(header -> header.getAttribute("exists-action"))
                .toList();
        assertEquals(List.of("delete", "override"), actions);
    }

    /** All subscribers have the gateway's key of the API, and so the same keys of idempotency. */
    @Test
    void aSubscribersIdempotencyKeyIsToldApartFromThoseOfOthers() {
        Element value = all("set-header").stream()
                .filter(header -> header.getAttribute("name").equals("Idempotency-Key"))
                .findFirst()
                .orElseThrow();
        assertEquals("override", value.getAttribute("exists-action"));
        assertTrue(value.getTextContent().contains("context.Subscription.Id"), value.getTextContent());
        Element branch = (Element) value.getParentNode().getParentNode().getParentNode();
        assertEquals("otherwise", branch.getTagName(), "a token names its caller");
    }

    @Test
    void itContainsNoSecretAndNoAddress() {
        String text = policies.getTextContent();
        assertTrue(text.contains("{{riskstream-key}}"), text);
        assertFalse(text.contains("http://"), text);
    }
}
