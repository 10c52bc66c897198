package dev.gather;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house: which room may use which, and what no room does. */
class ArchitectureTest {
    private static JavaClasses house;

    @BeforeAll
    static void read() {
        house = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.gather");
    }

    @Test
    void roomsUseOnlyWhatIsBelowThem() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("wiring")
                .definedBy("dev.gather")
                .layer("config")
                .definedBy("dev.gather.config..")
                .layer("demo")
                .definedBy("dev.gather.demo..")
                .layer("origin")
                .definedBy("dev.gather.origin..")
                .layer("api")
                .definedBy("dev.gather.api..")
                .layer("encode")
                .definedBy("dev.gather.encode..")
                .layer("observe")
                .definedBy("dev.gather.observe..")
                .layer("fetch")
                .definedBy("dev.gather.fetch..")
                .layer("content")
                .definedBy("dev.gather.content..")
                .layer("extract")
                .definedBy("dev.gather.extract..")
                .layer("cache")
                .definedBy("dev.gather.cache..")
                .layer("robots")
                .definedBy("dev.gather.robots..")
                .layer("limit")
                .definedBy("dev.gather.limit..")
                .layer("net")
                .definedBy("dev.gather.net..")
                .whereLayer("wiring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("config")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("demo")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("origin")
                .mayOnlyBeAccessedByLayers("wiring", "demo")
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("wiring", "config")
                .whereLayer("encode")
                .mayOnlyBeAccessedByLayers("wiring", "api")
                .whereLayer("observe")
                .mayOnlyBeAccessedByLayers("wiring", "config", "api")
                .whereLayer("fetch")
                .mayOnlyBeAccessedByLayers("wiring", "config", "api", "encode", "observe")
                .whereLayer("content")
                .mayOnlyBeAccessedByLayers("wiring", "api", "encode", "observe", "fetch", "extract")
                .whereLayer("extract")
                .mayOnlyBeAccessedByLayers("wiring", "api", "fetch")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("wiring", "config", "api", "encode", "observe", "fetch")
                .whereLayer("robots")
                .mayOnlyBeAccessedByLayers("wiring", "config", "fetch")
                .whereLayer("limit")
                .mayOnlyBeAccessedByLayers("wiring", "config", "api", "encode", "observe", "fetch")
                .whereLayer("net")
                .mayOnlyBeAccessedByLayers(
                        "wiring", "config", "api", "encode", "observe", "fetch", "limit", "cache", "robots")
                .check(house);
    }

    @Test
    void noCirclesBetweenRooms() {
        slices().matching("dev.gather.(*)..").should().beFreeOfCycles().check(house);
    }

    @Test
    void onlyTheExchangeAndItsClientTouchOrigins() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.gather.fetch", "dev.gather.demo", "dev.gather.origin")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.ext.web.client..")
                .check(house);
    }

    @Test
    void nothingBlocksOrPrints() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(house);
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(LockSupport.class)
                .check(house);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.gather.Main")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(house);
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.gather")
                .should()
                .callMethod(io.vertx.core.Future.class, "await")
                .orShould()
                .callMethod(io.vertx.core.Future.class, "await", long.class, java.util.concurrent.TimeUnit.class)
                .check(house);
    }

    @Test
    void namesSayWhatAThingIsFor() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameStartingWith("Abstract")
                .orShould()
                .haveSimpleNameStartingWith("Base")
                .check(house);
    }

    @Test
    void classesAreFinalUnlessSomebodyExtendsThem() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and(DescribedPredicate.describe(
                        "are not extended", type -> type.getSubclasses().isEmpty()))
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(house);
    }
}
