package dev.relais;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The laws of the house, as far as class files show them; docs/architecture.md draws it. */
class ArchitectureTest {
  private static final List<String> GRAMMAR = List.of("source", "diag", "syntax");
  private static final List<String> RUNTIME =
      List.of(
          "plan", "wire", "vrrp", "track", "bfd", "health", "ipvs", "host", "engine", "control",
          "port", "os", "loop", "daemon");
  private static final List<String> COMPILER =
      List.of(
          "schema",
          "expand",
          "ast",
          "bind",
          "model",
          "yaml",
          "fleet",
          "project",
          "lint",
          "format",
          "lower",
          "reload",
          "simulate",
          "emit",
          "graph",
          "report",
          "lsp",
          "cli");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.relais");

  private static String[] packages(List<String> rooms) {
    return rooms.stream().map(room -> "dev.relais." + room + "..").toArray(String[]::new);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void everyClassHasARoom() {
    TreeSet<String> rooms = new TreeSet<>();
    CLASSES.stream()
        .map(c -> c.getPackageName().split("\\.", -1))
        .filter(parts -> parts.length > 2)
        .forEach(parts -> rooms.add(parts[2]));
    rooms.removeAll(
        Stream.of(GRAMMAR, RUNTIME, COMPILER, List.of("testdata"))
            .flatMap(List::stream)
            .collect(Collectors.toSet()));
    assertEquals(new TreeSet<>(), rooms, "a new room is a decision: write it down and draw it");
  }

  /** A room imports only rooms above it in its column. */
  @Test
  void roomsAreInOrder() {
    for (List<String> column : List.of(GRAMMAR, RUNTIME, COMPILER)) {
      for (int i = 0; i + 1 < column.size(); i++) {
        check(
            noClasses()
                .that()
                .resideInAPackage("dev.relais." + column.get(i) + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(column.subList(i + 1, column.size()))));
      }
    }
  }

  /** grammar ← compiler → runtime. */
  @Test
  void modulesAreApart() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(packages(GRAMMAR))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                packages(Stream.concat(RUNTIME.stream(), COMPILER.stream()).toList())));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(packages(RUNTIME))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                packages(Stream.concat(GRAMMAR.stream(), COMPILER.stream()).toList())));
  }

  @Test
  void onlyTheParserSeesAntlr() {
    check(
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.relais.syntax.SyntaxParser")
            .and()
            .haveNameNotMatching("dev\\.relais\\.syntax\\.SyntaxParser\\$.*")
            .and()
            .haveNameNotMatching(
                "dev\\.relais\\.syntax\\.(Keepalived(Lexer|Parser)|ScriptLexer|Utf16CharStream)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.antlr.."));
  }

  @Test
  void onlyTheTemplatesSeeTheEngine() {
    check(
        noClasses()
            .that()
            .haveNameNotMatching("dev\\.relais\\.emit\\.Templates(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.hubspot.."));
  }

  /** Only os reaches for the kernel. */
  @Test
  void onlyOsUsesForeignFunctions() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("dev.relais.os..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.lang.foreign..", "sun.misc..")));
  }

  /** The middle of the house has no clock, no files and no sockets. */
  @Test
  void theMiddleIsPure() {
    String[] pure =
        packages(
            List.of(
                "source",
                "diag",
                "syntax",
                "plan",
                "wire",
                "vrrp",
                "track",
                "bfd",
                "health",
                "ipvs",
                "host",
                "engine",
                "control",
                "expand",
                "ast",
                "bind",
                "model",
                "yaml",
                "fleet",
                "project",
                "lint",
                "format",
                "lower",
                "reload",
                "simulate"));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(pure)
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.(nio\\.file\\..*|net\\.(Socket|ServerSocket|DatagramSocket|URL|http\\..*)"
                    + "|time\\.Clock|io\\.(File|FileInputStream|FileOutputStream|RandomAccessFile)"
                    + "|lang\\.(Process|ProcessBuilder|Runtime|Thread))"));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(pure)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now"));
  }

  @Test
  void onlyTheLoopReadsAClock() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(packages(RUNTIME))
            .and()
            .resideOutsideOfPackages("dev.relais.loop..", "dev.relais.os..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis"));
  }

  @Test
  void treesAreRecords() {
    check(
        classes()
            .that()
            .resideInAPackage("dev.relais.ast..")
            .and()
            // A collection, which looks its elements up by name.
            .doNotHaveFullyQualifiedName("dev.relais.ast.Settings")
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .haveSimpleNameNotEndingWith("package-info")
            .should()
            .beRecords());
  }

  @Test
  void namesSayWhatThingsAre() {
    check(noClasses().should().haveNameMatching(".*(Impl|Manager|Helper|Utils|Util)(\\$.*)?$"));
  }
}
