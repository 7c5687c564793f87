/**
 * A kit for tests of your own stages, record stores, sinks and Flux files, without Kafka, Redis or a Storm cluster. The package works with JUnit and with any other test
 * framework.
 *
 * <ul>
 *   <li>{@link io.riskstream.testing.TestContext}: the context of a stage, with a clock, records and secrets that the test sets, and messages,
 *       reports and metrics that the test reads.
 *   <li>{@link io.riskstream.testing.StageTestDriver}: runs events through one stage. It does not need Storm.
 *   <li>{@link io.riskstream.testing.PipelineTestDriver}: runs events through all stages of a Flux file. It needs storm-client on the class path.
 *   <li>{@link io.riskstream.testing.TestEvents}: makes events and event types. {@link io.riskstream.testing.MapRecords}: records in a map.
 *       {@link io.riskstream.testing.FutureReceipt}: the acknowledgement of a sink.
 * </ul>
 *
 * <h2>Example</h2>
 *
 * <p>A stage that adds a field. The class {@code Fields} declares the field, and is one more source of the pipeline's event type:
 *
 * <pre>{@code
 * public final class ReportDelay implements Stage {
 *     public static final class Fields implements FieldSource {
 *         public String name() {
 *             return "report-delay";
 *         }
 *
 *         public List<Field> fields() {
 *             return List.of(new Field("report.delay_days", FieldType.LONG));
 *         }
 *
 *         public boolean arrives() {
 *             return false; // a parser must not fill it
 *         }
 *     }
 *
 *     private final EventType type;
 *     private final int lossDate;
 *     private final int delay;
 *     private transient InstantSource clock;
 *     private transient Metrics.Counter late;
 *
 *     public ReportDelay(EventType type) {
 *         this.type = type;
 *         this.lossDate = type.slot("loss.date");
 *         this.delay = type.slot("report.delay_days");
 *     }
 *
 *     public StageSpec spec() {
 *         return StageSpec.named("report-delay")
 *                 .on(type)
 *                 .reading(List.of("loss.date"))
 *                 .writing(List.of("report.delay_days"))
 *                 .rejecting("delay.negative");
 *     }
 *
 *     public void open(StageContext context) {
 *         clock = context.clock();
 *         late = context.metrics().counter("report-delay.late");
 *     }
 *
 *     public Outcome apply(Event event) {
 *         if (event.kind(lossDate) != ValueKind.STRING) {
 *             return Outcome.pass();
 *         }
 *         LocalDate loss = LocalDate.parse(event.string(lossDate));
 *         long days = ChronoUnit.DAYS.between(loss, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
 *         if (days < 0) {
 *             return Outcome.reject(
 *                     new Rejection("report-delay", "delay.negative", "loss.date", "the loss is in the future"));
 *         }
 *         if (days > 30) {
 *             late.add(1);
 *         }
 *         FieldValues added = new FieldValues(1);
 *         added.setInteger(0, days);
 *         return Outcome.pass(Patch.NONE.withFields(delay, added));
 *     }
 * }
 * }</pre>
 *
 * <p>Its test:
 *
 * <pre>{@code
 * EventType type = new EventType(
 *         List.of(TestEvents.source("schema", "loss.date:STRING"), new ReportDelay.Fields()));
 * try (TestContext context = new TestContext().setTime(Instant.parse("2024-04-12T09:00:00Z"));
 *         StageTestDriver driver = StageTestDriver.open(new ReportDelay(type), context)) {
 *     StageResult passed = driver.run(TestEvents.event(type, Map.of("loss.date", "2024-03-01")));
 *     assertEquals(Optional.of(42L), passed.field("report.delay_days"));
 *     assertEquals(1, context.count("report-delay.late"));
 *
 *     StageResult rejected = driver.run(TestEvents.event(type, Map.of("loss.date", "2024-04-13")));
 *     assertEquals("delay.negative", rejected.rejections().get(0).code());
 * }
 * }</pre>
 *
 * <p>A test of a whole Flux file:
 *
 * <pre>{@code
 * Properties properties = new Properties();
 * properties.load(Files.newBufferedReader(Path.of("conf/local.properties")));
 * try (TestContext context = new TestContext();
 *         PipelineTestDriver driver =
 *                 PipelineTestDriver.open(Path.of("flux/flood-claims.yaml"), properties, context)) {
 *     context.records().put("county:12033", "{\"density\": 453.4}");
 *     String claim = "{\"id\": \"c-1\", \"dateOfLoss\": \"2004-09-16T00:00:00Z\", \"state\": \"FL\","
 *             + " \"countyCode\": \"12033\", \"totalBuildingInsuranceCoverage\": 250000,"
 *             + " \"totalContentsInsuranceCoverage\": 0}";
 *     PipelineResult result = driver.run(claim.getBytes(StandardCharsets.UTF_8));
 *     assertEquals(List.of(), result.rejections());
 *     assertEquals("flood-scores", result.messages().get(0).topic());
 * }
 * }</pre>
 *
 * <p>Public API for tests: every public class of this package.
 */
package io.riskstream.testing;
