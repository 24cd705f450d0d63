package dev.relais.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.plan.Probe.BodyPattern;
import dev.relais.testdata.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expressions of PCRE, looked for by Java. */
class BodyMatcherTest {
  private static boolean matches(BodyPattern pattern, List<byte[]> parts) {
    BodyMatcher.Search search = BodyMatcher.of(pattern).search();
    parts.forEach(part -> search.add(ByteBuffer.wrap(part)));
    return search.end().isEmpty();
  }

  private static boolean matches(BodyPattern pattern, String body) {
    return matches(pattern, List.of(body.getBytes(StandardCharsets.UTF_8)));
  }

  /** What each means in PCRE was looked up in pcre2pattern(3). */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "two; ; line two; true",
        "two; ; three; false",
        "TWO; caseless; line two; true",
        "^b; ; 'a\nb'; false",
        "^b; multiline; 'a\nb'; true",
        "a.b; ; 'a\nb'; false",
        "a.b; ; 'a\rb'; true",
        "a.b; dotall; 'a\nb'; true",
        "a$; ; 'a\n'; true",
        "a$; dollar_endonly; 'a\n'; false",
        "a$; dollar_endonly; a; true",
        "h e l; extended; hel; true",
        "h[ e]l; extended; h l; true",
        "'h # [ a comment\nel'; extended; hel; true",
        "hel+o; ungreedy; hello; true",
        "{\"status\":\"ok\"}; ; {\"status\":\"ok\"}; true",
        "a{2}; ; aa; true",
        "a{2,}b{1,3}; ; aabb; true",
        "a{,2}; ; 'a{,2}'; true",
        "[[:alpha:]]+[[:^space:]]; ; abc1; true",
        "[[:digit:]]; ; d; false",
        "[[:word:][:space:]]x; ; ' x'; true",
        "[a[b]; ; '['; true",
        "[a&&b]; ; '&'; true",
        "[]a]; ; ']'; true",
        "[^]a]; ; ']'; false",
        "[a^]; ; '^'; true",
        "(?P<x>a)(?P=x); ; aa; true",
        "(?<x>a)\\k<x>; ; ab; false",
        "(a)\\1; ; aa; true",
        "\\Qa.b\\E; ; axb; false",
        "\\Qa.b\\E; ; a.b; true",
        "\\Na; ; 'xa'; true",
        "\\Na; ; '\na'; false",
        "\\0101; ; '\u00081'; true",
        "(?i)ABC; ; abc; true",
        "(?s:a.b); ; 'a\nb'; true",
        "a(?#comment)b; ; ab; true",
        "(?>a+)b; ; aab; true",
        "(?<=a)b; ; ab; true",
        "gr..$; utf; grüß; true",
        "gr..$; ; grüß; false",
        "gr....$; ; grüß; true",
        "grüß; ; grüß; true",
        "ü; ; u; false",
        "Ü; 'caseless utf'; ü; true",
        "Ü; caseless; ü; false",
        "^\\w+$; 'ucp utf'; grüß; true",
        "^\\w+$; utf; grüß; false",
        "b; firstline; 'a\nb'; false",
        "b; firstline; 'ab\nc'; true",
        "'a\nb'; firstline; 'a\nb'; true",
        "^$; ; ''; true",
        "x; ; ''; false",
      })
  void findsWhatPcreFinds(String expression, String options, String body, boolean found) {
    String[] words = options == null ? new String[0] : options.split(" ", -1);
    assertEquals(Optional.empty(), BodyMatcher.refusal(Talk.pattern(expression, words)));
    assertEquals(found, matches(Talk.pattern(expression, words), body));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(?R); ; Java does not know groups that begin with `(?R)`",
        "(?|a); ; Java does not know groups that begin with `(?|a`",
        "(?(1)a); ; Java does not know groups that begin with `(?(1`",
        "(*UTF)a; ; Java knows no verbs such as `(*UTF)`",
        "a(*FAIL); ; Java knows no verbs such as `(*FAIL)`",
        "(?U)a; ; Java does not know the options `U` as PCRE does",
        "a\\Kb; ; Java does not know `\\K` as PCRE does",
        "\\u0041; ; Java does not know `\\u` as PCRE does",
        "\\g{1}; ; Java does not know `\\g` as PCRE does",
        "\\10; ; numbers of back references have one digit",
        "a\\; ; the expression ends in a backslash",
        "[a; ; a class has no closing bracket",
        "[[.a.]]; ; PCRE knows no collating elements",
        "[[:none:]]; ; there is no class `[:none:]`",
        "[]; allow_empty_class; a class has no closing bracket",
        "[]a]; allow_empty_class; Java has no empty classes",
        "^a; alt_circumflex multiline; Java has no option `alt_circumflex`",
        "(?>a+); ungreedy; Java has no option `ungreedy` for atomic groups and references to what was"
            + " looked at",
        "a++b; ungreedy; Java has no option `ungreedy` for atomic groups and references to what was"
            + " looked at",
        "(a)\\1; no_auto_capture; Java has no options `match_unset_backref` and `no_auto_capture` for"
            + " back references",
        "a; nonsense; `nonsense` is no option of expressions",
      })
  void refusesWhatJavaCannot(String expression, String options, String clause) {
    String[] words = options == null ? new String[0] : options.split(" ", -1);
    BodyPattern pattern = Talk.pattern(expression, words);
    assertEquals(Optional.of(clause), BodyMatcher.refusal(pattern));
    assertEquals(
        clause,
        assertThrows(IllegalArgumentException.class, () -> BodyMatcher.of(pattern)).getMessage());
  }

  @ParameterizedTest
  @CsvSource({"(a", "a)", "*a", "(?<n_1>a)", "\\p{^Lu}", "(?<x>a)(?<x>b)"})
  void refusesWhatDoesNotCompile(String expression) {
    String clause = BodyMatcher.refusal(Talk.pattern(expression, "dupnames")).orElse("");
    assertTrue(clause.startsWith("the expression is wrong, or Java does not know"), clause);
  }

  @Test
  void everyDocumentedOptionCanBeWrittenForASimpleExpression() {
    for (String option :
        ("allow_empty_class alt_bsux auto_callout caseless dollar_endonly dotall dupnames extended"
                + " firstline match_unset_backref multiline never_ucp never_utf no_auto_capture"
                + " no_auto_possess no_dotstar_anchor no_start_optimize ucp ungreedy utf"
                + " never_backslash_c alt_circumflex alt_verbnames use_offset_limit")
            .split(" ", -1)) {
      assertTrue(matches(Talk.pattern("b+c", option), "abbcd"), option);
    }
  }

  private static BodyPattern between(String expression, long first, @Nullable Long last) {
    return new BodyPattern(expression, List.of(), false, first, Optional.ofNullable(last));
  }

  @Test
  void offsetsCountFromTheBeginningOfTheBody() {
    String body = "abc hello hello";
    assertTrue(matches(between("hello", 4, null), body));
    assertTrue(matches(between("hello", 10, null), body));
    assertEquals(false, matches(between("hello", 11, null), body));
    assertTrue(matches(between("hello", 0, 4L), body));
    assertEquals(false, matches(between("hello", 0, 3L), body));
    assertTrue(matches(between("hello", 5, 10L), body));
    assertEquals(false, matches(between("hello", 5, 9L), body));
    assertEquals(false, matches(between("^hello", 4, null), body));
    assertTrue(matches(between("(?<= )hello", 4, null), body));
    assertEquals(false, matches(between("", 100, null), body));
    BodyPattern utf = new BodyPattern("x", List.of("utf"), false, 4, Optional.of(4L));
    assertTrue(matches(utf, "üüx"));
    assertEquals(false, matches(utf, "üüüx"));
  }

  @Test
  void aPatternCanBeUnwanted() {
    BodyPattern unwanted = new BodyPattern("error", List.of(), true, 0, Optional.empty());
    assertTrue(matches(unwanted, "all is well"));
    assertEquals(false, matches(unwanted, "an error"));
    assertTrue(matches(unwanted, ""));
  }

  @Test
  void aLongBodyIsSearchedToItsEnd() {
    String much = "x".repeat(300_000);
    assertTrue(matches(Talk.pattern("hello"), much + "hello"));
    assertTrue(matches(Talk.pattern("hello$"), much + "hello"));
    assertEquals(false, matches(Talk.pattern("x$"), much + "y"));
    assertEquals(false, matches(Talk.pattern("^hello"), much + "hello"));
    assertTrue(matches(between("hello", 300_000, 300_000L), much + "hello"));
    assertEquals(false, matches(between("hello", 300_001, null), much + "hello"));
    assertEquals(false, matches(between("hello", 0, 299_999L), much + "hello"));
    assertTrue(
        matches(
            Talk.pattern("a" + "b".repeat(15_000) + "c"), much + "a" + "b".repeat(15_000) + "c"));
  }

  @Test
  void aMatchIsFoundWhereverItIs() {
    for (int at = 15_000; at < 50_000; at += 7) {
      String body = "x".repeat(at) + "hello" + "x".repeat(100);
      assertTrue(matches(between("(?<=x)hello(?=x)", at, (long) at), body), "at " + at);
    }
  }

  @Test
  void whatTakesTooLongIsABadResult() {
    BodyMatcher.Search search = BodyMatcher.of(Talk.pattern("(a+)+b")).search();
    search.add(ByteBuffer.wrap("a".repeat(5_000).getBytes(StandardCharsets.US_ASCII)));
    assertEquals(Optional.of("its pattern takes too long on this page"), search.end());
    BodyPattern unwanted = new BodyPattern("(a+)+b", List.of(), true, 0, Optional.empty());
    search = BodyMatcher.of(unwanted).search();
    search.add(ByteBuffer.wrap("a".repeat(5_000).getBytes(StandardCharsets.US_ASCII)));
    assertEquals(Optional.of("its pattern takes too long on this page"), search.end());
  }

  @Test
  void deepRecursionIsABadResult() {
    BodyMatcher.Search search = BodyMatcher.of(Talk.pattern("(?:ab|ac|a)*d")).search();
    search.add(ByteBuffer.wrap("ab".repeat(16_000).getBytes(StandardCharsets.US_ASCII)));
    assertEquals(Optional.of("its pattern takes too long on this page"), search.end());
  }

  /** The verdict does not depend on how the bytes are cut. */
  @Test
  void cutsDoNotCount() {
    Seeds.forEach(
        60,
        (seed, random) -> {
          StringBuilder body = new StringBuilder();
          while (body.length() < random.nextInt(1, 120_000)) {
            body.append("ab\nc".charAt(random.nextInt(4)));
          }
          String expression =
              List.of("a{9}", "abc\nabc", "^b.*a$", "c{7,}?b", "(?<=\n)\n{4}")
                  .get(random.nextInt(5));
          BodyPattern pattern =
              new BodyPattern(
                  expression,
                  random.nextBoolean() ? List.of("multiline") : List.of(),
                  random.nextBoolean(),
                  random.nextBoolean() ? 0 : random.nextInt(100_000),
                  random.nextBoolean() ? Optional.empty() : Optional.of(random.nextLong(100_000)));
          byte[] bytes = Talk.bytes(body.toString());
          boolean whole = matches(pattern, List.of(bytes));
          assertEquals(whole, matches(pattern, Talk.cut(bytes, random, 3)));
          assertEquals(whole, matches(pattern, Talk.cut(bytes, random, 40_000)));
        });
  }
}
