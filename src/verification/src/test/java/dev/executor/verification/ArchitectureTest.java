// Copyright 2026 the executor authors
// SPDX-License-Identifier: Apache-2.0
package dev.executor.verification;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What the modules and packages may know, and what core must leave to its one seam to the world, `SystemHost`.
class ArchitectureTest {
    /// The two hosts: the real machine, and virtual time, which starts threads and gives up on one that never ends.
    private static final String HOSTS = "dev\\.executor\\.(core\\.time\\.SystemHost|testing\\.ManualHost)(\\$.*)?";

    /// What each package of core may know of the others. Only `pool` knows them all.
    private static final Map<String, Set<String>> MAY_KNOW = Map.ofEntries(
            Map.entry("sync", Set.of()),
            Map.entry("context", Set.of()),
            Map.entry("time", Set.of("sync")),
            Map.entry("queue", Set.of("sync", "time")),
            Map.entry("lifecycle", Set.of("time", "queue", "context")),
            Map.entry("outcome", Set.of("lifecycle")),
            Map.entry("event", Set.of("context")),
            Map.entry("failure", Set.of("time", "context", "lifecycle")),
            Map.entry("isolation", Set.of("context")),
            Map.entry("admission", Set.of("sync", "time", "context", "isolation")),
            Map.entry("run", Set.of("context", "outcome", "lifecycle", "failure", "isolation")),
            Map.entry("dispatch", Set.of("sync", "queue", "lifecycle", "run", "context")),
            Map.entry("view", Set.of("time", "lifecycle", "context")));

    /// Those of the compile time. The API has none but JSpecify's: javac reads its classes in every application,
    /// and warns of an annotation that it cannot find.
    private static final String ANNOTATIONS = "org\\.jspecify|com\\.google\\.errorprone\\.annotations";

    private static final String CORE_PACKAGE = "dev.executor.core.";
    private static final JavaClasses API = module("executor-api");
    private static final JavaClasses CORE = module("executor-core");
    private static final JavaClasses SANDBOX = module("executor-sandbox");
    private static final JavaClasses METRICS = module("executor-metrics");

    @Test
    void theApiKnowsOnlyTheJdkAndItsAnnotations() {
        knowsOnly(API, "java|org\\.jspecify");
    }

    /// A listener that does not care about processes needs none of their types.
    @Test
    void onlyTheBranchOfProcessesBringsTheTypesOfIsolationIntoEvents() {
        noClasses()
                .that(which(
                        "are events or listeners apart from ProcessEvent",
                        type -> type.getName().matches("dev\\.executor\\.event\\.(?!ProcessEvent\\b).*")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.executor.isolation")
                .check(API);
    }

    @Test
    void coreKnowsOnlyTheApiTheJdkAndSlf4j() {
        knowsOnly(CORE, "java|jdk\\.jfr|org\\.slf4j|" + ANNOTATIONS);
    }

    @Test
    void theSandboxKnowsOnlyTheApiTheJdkAndSlf4j() {
        knowsOnly(SANDBOX, "java|org\\.slf4j|" + ANNOTATIONS);
    }

    @Test
    void theMetricsKnowOnlyTheApiTheJdkAndWhatTheyTranslateTo() {
        knowsOnly(METRICS, "java|org\\.slf4j|" + ANNOTATIONS + "|io\\.micrometer|io\\.opentelemetry|tools\\.jackson");
    }

    /// So that each of them is needed by those only who use its part.
    @Test
    void onlyTracesUseOpenTelemetryOnlyMetersMicrometerAndOnlyBillsJackson() {
        usedOnlyBy("io.opentelemetry..", "dev\\.executor\\.metrics\\.trace\\..*");
        usedOnlyBy("io.micrometer.context..", "dev\\.executor\\.metrics\\.context\\..*");
        usedOnlyBy("tools.jackson..", "dev\\.executor\\.metrics\\.usage\\.Chargeback");
        usedOnlyBy(
                "io.micrometer.core..",
                "dev\\.executor\\.metrics\\.(\\w+|usage\\.(UsageMeters|UsageAccounting)|slo\\.SloTracker)(\\$.*)?");
    }

    private static void usedOnlyBy(String packages, String users) {
        noClasses()
                .that(which("are not " + users, type -> !type.getName().matches(users)))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(packages)
                .check(METRICS);
    }

    @Test
    void thePackagesOfTheMetricsHaveNoCycles() {
        slices().matching("dev.executor.metrics.(*)").should().beFreeOfCycles().check(METRICS);
    }

    /// Itself, the api, and packages of others.
    private static void knowsOnly(JavaClasses module, String others) {
        classes()
                .should()
                .onlyDependOnClassesThat(which(
                        "are in the same module, the api or " + others,
                        type -> module.contain(element(type))
                                || API.contain(element(type))
                                || type.getPackageName().matches("(" + others + ")(\\..*)?")))
                .check(module);
    }

    @Test
    void thePackagesOfTheSandboxHaveNoCycles() {
        slices().matching("dev.executor.sandbox.(**)").should().beFreeOfCycles().check(SANDBOX);
    }

    @Test
    void onlyTheNativeSpawnerTouchesNativeCode() {
        noClasses()
                .that(which(
                        "are not of the native spawner",
                        type -> !type.getName()
                                .matches("dev\\.executor\\.sandbox\\.spawn\\."
                                        + "(CLibrary|SystemCalls|PosixSpawn|EventLoop|PipeOutput)(\\$.*)?")))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.lang.foreign")
                .check(SANDBOX);
    }

    @Test
    void thePackagesOfCoreHaveNoCycles() {
        slices().matching("dev.executor.core.(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void aStageKnowsOnlyWhatComesBeforeItOrCarriesIt() {
        MAY_KNOW.forEach((stage, known) -> noClasses()
                .that()
                .resideInAPackage(CORE_PACKAGE + stage)
                .should()
                .dependOnClassesThat(which(
                        "are in core, but not in " + stage + " or " + known,
                        type -> type.getPackageName().startsWith(CORE_PACKAGE)
                                && !type.getPackageName().equals(CORE_PACKAGE + stage)
                                && !known.contains(type.getPackageName().substring(CORE_PACKAGE.length()))))
                .check(CORE));
    }

    @Test
    void onlyTheHostReadsAClockWaitsForTimeStartsThreadsOrDrawsRandomNumbers() {
        noClasses()
                .that(which("are no host", type -> !type.getName().matches(HOSTS)))
                .should()
                .accessTargetWhere(access(
                        "it is a clock, a timed wait, a thread start or a random number",
                        ArchitectureTest::belongsToTheHost))
                .check(CORE);
    }

    @Test
    void nobodyUsesAnObjectAsAMonitorToWaitOn() {
        noClasses()
                .should()
                .accessTargetWhere(access(
                        "it is Object.wait or notify",
                        access -> access.getTargetOwner().isEquivalentTo(Object.class)
                                && Set.of("wait", "notify", "notifyAll").contains(access.getName())))
                .check(CORE);
    }

    /// Named one by one are the ways that tell nothing by their types; every timed wait of java.util.concurrent has
    /// a `TimeUnit`, a `Duration` or its unit in its name.
    private static boolean belongsToTheHost(JavaAccess<?> access) {
        var owner = access.getTargetOwner();
        var name = access.getName();
        return switch (owner.getName()) {
            case "java.lang.System" -> Set.of("nanoTime", "currentTimeMillis").contains(name);
            case "java.lang.Math" -> name.equals("random");
            case "java.lang.Thread" ->
                Set.of("sleep", "start", "startVirtualThread").contains(name)
                        || name.equals("join") && !parameters(access).isEmpty();
            case "java.lang.Thread$Builder",
                    "java.lang.Thread$Builder$OfVirtual",
                    "java.lang.Thread$Builder$OfPlatform" -> name.equals("start");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.util.Random", "java.util.SplittableRandom" ->
                name.equals("<init>") && parameters(access).isEmpty();
            case "java.util.Timer", "java.util.concurrent.ThreadLocalRandom", "java.security.SecureRandom" -> true;
            case "java.util.concurrent.Executors" -> name.startsWith("new");
            case "java.util.concurrent.TimeUnit" ->
                Set.of("sleep", "timedJoin", "timedWait").contains(name);
            default -> readsAClock(owner, access) || waitsForTime(owner, access);
        };
    }

    private static boolean readsAClock(JavaClass owner, JavaAccess<?> access) {
        return owner.getPackageName().equals("java.time")
                && (access.getName().equals("now")
                                && parameters(access).stream().noneMatch(type -> type.isEquivalentTo(Clock.class))
                        || owner.isEquivalentTo(Clock.class) && access.getName().matches("system.*|tick.*"));
    }

    private static boolean waitsForTime(JavaClass owner, JavaAccess<?> access) {
        return owner.getPackageName().startsWith("java.util.concurrent")
                && !access.getName().equals("getDelay") // tells a time and waits for nothing
                && (access.getName().matches(".*(Nanos|Until)")
                        || parameters(access).stream()
                                .anyMatch(type ->
                                        type.isEquivalentTo(TimeUnit.class) || type.isEquivalentTo(Duration.class)));
    }

    /// The type itself, or what an array is of.
    private static String element(JavaClass type) {
        return type.getBaseComponentType().getName();
    }

    private static List<JavaClass> parameters(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target ? target.getRawParameterTypes() : List.of();
    }

    /// By the folder or jar it lies in, so that a package in the wrong module is seen.
    private static JavaClasses module(String name) {
        return new ClassFileImporter()
                .withImportOption(location -> location.contains("/" + name + "/"))
                .importPackages("dev.executor");
    }

    private static DescribedPredicate<JavaClass> which(String description, Predicate<JavaClass> test) {
        return describe(description, test);
    }

    private static DescribedPredicate<JavaAccess<?>> access(String description, Predicate<JavaAccess<?>> test) {
        return describe(description, test);
    }
}
