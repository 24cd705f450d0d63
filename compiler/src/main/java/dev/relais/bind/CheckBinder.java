package dev.relais.bind;

import dev.relais.ast.HealthCheck;
import dev.relais.ast.Setting;
import dev.relais.ast.Settings;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Severity;
import dev.relais.plan.IpAddress;
import dev.relais.schema.Keyword;
import dev.relais.source.Located;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Binds the blocks by which a real server is checked. */
final class CheckBinder {
  private static final int DIGEST_LENGTH = 32;
  private static final Pattern CODES = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

  private final Binding binding;
  private final ScriptBinder scripts;

  CheckBinder(Binding binding) {
    this.binding = binding;
    this.scripts = new ScriptBinder(binding);
  }

  /** Binds a block; empty if it is no check. */
  Optional<HealthCheck> bind(Setting setting) {
    SourceSpan span = setting.span();
    Settings in = setting.content();
    return switch (setting.keyword().name()) {
      case "TCP_CHECK" -> Optional.of(new HealthCheck.Tcp(span, connection(in), in));
      case "PING_CHECK" -> Optional.of(new HealthCheck.Ping(span, connection(in), in));
      case "HTTP_GET" -> Optional.of(http(span, false, in));
      case "SSL_GET" -> Optional.of(http(span, true, in));
      case "SMTP_CHECK" -> Optional.of(smtp(span, in));
      case "DNS_CHECK" -> Optional.of(dns(span, in));
      case "UDP_CHECK" -> Optional.of(udp(span, in));
      case "MISC_CHECK" -> Optional.of(misc(span, in));
      case "FILE_CHECK" -> Optional.of(file(span, in));
      case "BFD_CHECK" -> Optional.of(new HealthCheck.Bfd(span, in.text("name"), in));
      default -> Optional.empty();
    };
  }

  private static HealthCheck.Connection connection(Settings in) {
    return new HealthCheck.Connection(
        in.one("connect_ip").flatMap(e -> e.first(IpAddress.class)),
        in.integer("connect_port"),
        in.one("bindto").flatMap(e -> e.first(IpAddress.class)),
        in.integer("bind_port"),
        in.text("bind_if"),
        in.seconds("connect_timeout"),
        in.number("fwmark"));
  }

  // ------------------------------------------------------------------ HTTP

  private HealthCheck.Http http(SourceSpan span, boolean tls, Settings in) {
    return new HealthCheck.Http(
        span, tls, connection(in), in.all("url").stream().map(this::page).toList(), in);
  }

  private HealthCheck.Page page(Setting setting) {
    Settings in = setting.content();
    in.all("regex").forEach(this::pattern);
    return new HealthCheck.Page(
        setting.span(),
        in.text("path"),
        in.all("digest").stream().flatMap(e -> digest(e).stream()).findFirst(),
        in.all("status_code").stream().flatMap(e -> statusCodes(e).stream()).toList(),
        in.text("virtualhost"),
        in.one("regex").flatMap(CheckBinder::word),
        in);
  }

  private Optional<Located<String>> digest(Setting setting) {
    return firstWord(setting)
        .filter(word -> {
          String text = word.value();
          boolean hexadecimal = text.matches("[0-9a-fA-F]*");
          if (text.length() != DIGEST_LENGTH) {
            report(
                setting,
                word,
                "an MD5 digest of 32 hexadecimal digits",
                new Keyword.Answer("http-digest-length", "ignores the line"));
          } else if (!hexadecimal) {
            binding
                .arguments()
                .invalid(
                    setting.keyword(), word.span(), text, "an MD5 digest of 32 hexadecimal digits");
          }
          return hexadecimal && text.length() == DIGEST_LENGTH;
        })
        .map(word -> new Located<>(word.value().toLowerCase(Locale.ROOT), word.span()));
  }

  private List<HealthCheck.StatusCodes> statusCodes(Setting setting) {
    List<HealthCheck.StatusCodes> codes = new ArrayList<>();
    for (Word word : setting.statement().arguments()) {
      Matcher matcher = CODES.matcher(word.value());
      if (matcher.matches()) {
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first >= 100 && first <= last && last <= 599) {
          codes.add(new HealthCheck.StatusCodes(first, last));
          continue;
        }
      }
      if (!LineWords.isUnreadable(word)) {
        binding
            .arguments()
            .invalid(
                setting.keyword(),
                word.span(),
                word.value(),
                "status codes from 100 to 599 and ranges such as `200-299`");
      }
    }
    return codes;
  }

  /** keepalived takes no pattern at all where there is more than one word. */
  private void pattern(Setting setting) {
    List<Word> words = setting.statement().arguments();
    if (words.size() > 1 && words.stream().noneMatch(LineWords::isUnreadable)) {
      String line = setting.statement().text();
      int written =
          SyntaxParser.scriptWords(line.substring("regex".length()).strip()).words().size();
      if (written > 1) {
        report(
            setting,
            words.get(1),
            "one pattern, in quotes if there is a blank in it",
            new Keyword.Answer("http-regex-words", "ignores the line"));
      }
    }
  }

  // ------------------------------------------------------------------ other protocols

  private HealthCheck.Smtp smtp(SourceSpan span, Settings in) {
    for (Setting host : in.all("host")) {
      binding
          .sink()
          .report(
              Diagnostic.of(
                      BindRules.DEPRECATED_WORD,
                      host.span(),
                      "`host` in `SMTP_CHECK` is the old way to check another target.")
                  .keepalived(Keepalived.reports("log-smtp-host-block", "checks it all the same"))
                  .help("write an `SMTP_CHECK` for each target"));
    }
    return new HealthCheck.Smtp(
        span,
        connection(in),
        in.text("helo_name"),
        in.all("host").stream().map(host -> connection(host.content())).toList(),
        in);
  }

  private HealthCheck.Dns dns(SourceSpan span, Settings in) {
    return new HealthCheck.Dns(
        span,
        connection(in),
        in.text("type"),
        in.all("name").stream().flatMap(e -> domain(e).stream()).findFirst(),
        in);
  }

  private Optional<Located<String>> domain(Setting setting) {
    return firstWord(setting)
        .filter(word -> {
          String name = word.value();
          boolean empty = name.contains("..") || (name.startsWith(".") && name.length() > 1);
          boolean misread = name.length() > 1 && name.charAt(1) == '.';
          if (empty || misread) {
            binding
                .sink()
                .report(
                    Diagnostic.of(
                            BindRules.INVALID_ARGUMENT,
                            word.span(),
                            empty
                                ? "`%s` has an empty label.".formatted(name)
                                : "keepalived cannot ask for `%s`, whose first label is one letter."
                                    .formatted(name))
                        .keepalived(
                            Keepalived.reports(
                                "dns-name-empty-label", "ignores the line and asks for the root"))
                        .help(
                            empty
                                ? "write a name without two dots in a row"
                                : "ask for another name of the zone"));
          }
          return !empty && !misread;
        })
        .map(Word::located);
  }

  private HealthCheck.Udp udp(SourceSpan span, Settings in) {
    Optional<Setting> reply = in.one("require_reply");
    return new HealthCheck.Udp(
        span,
        connection(in),
        in.one("payload").flatMap(e -> digits(e, "[0-9a-fA-F]*", "pairs of hexadecimal digits")),
        reply.isPresent(),
        reply.flatMap(
            e -> digits(e, "[0-9a-fA-FxX]*", "pairs of hexadecimal digits, or `X` for any digit")),
        in.integer("min_reply_length"),
        in.integer("max_reply_length"),
        in);
  }

  private Optional<Located<String>> digits(Setting setting, String form, String expected) {
    List<Word> words = setting.statement().arguments();
    StringBuilder digits = new StringBuilder();
    for (Word word : words) {
      String text = word.value().replaceAll("\\s", "");
      if (LineWords.isUnreadable(word)) {
        return Optional.empty();
      }
      if (!text.matches(form)) {
        binding.arguments().invalid(setting.keyword(), word.span(), word.value(), expected);
        return Optional.empty();
      }
      digits.append(text);
    }
    if (digits.length() % 2 == 0 && digits.toString().toLowerCase(Locale.ROOT).endsWith("ff")) {
      lastOctet(setting, words.getLast());
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Located<>(
                digits.toString().toUpperCase(Locale.ROOT),
                words.getFirst().span().to(words.getLast().span())));
  }

  private void lastOctet(Setting setting, Word word) {
    binding
        .sink()
        .report(
            Diagnostic.of(
                    BindRules.INVALID_ARGUMENT,
                    word.span(),
                    "keepalived 2.2.7 takes no `%s` that ends in FF."
                        .formatted(setting.keyword().name()))
                .severity(Severity.WARNING)
                .keepalived(Keepalived.reports("udp-hex-invalid", "ignores the line"))
                .help("let it end in another octet, if the server allows that"));
  }

  // ------------------------------------------------------------------ programs, files, sessions

  private HealthCheck.Misc misc(SourceSpan span, Settings in) {
    return new HealthCheck.Misc(
        span,
        in.one("misc_path").flatMap(scripts::command),
        in.seconds("misc_timeout"),
        in.has("misc_dynamic"),
        in.one("user").flatMap(ScriptBinder::user),
        in);
  }

  private static HealthCheck.TrackedFile file(SourceSpan span, Settings in) {
    return new HealthCheck.TrackedFile(
        span,
        in.text("track_file"),
        in.one("weight")
            .flatMap(e ->
                e.first(Long.class)
                    .map(
                        number -> number.map(value -> new Weight(value.intValue(), isReverse(e))))),
        in);
  }

  private static boolean isReverse(Setting weight) {
    return weight.value(1, String.class).filter(word -> word.value().equals("reverse")).isPresent();
  }

  // ------------------------------------------------------------------ words

  private static Optional<Word> firstWord(Setting setting) {
    return setting.statement().arguments().stream()
        .findFirst()
        .filter(word -> !LineWords.isUnreadable(word));
  }

  private static Optional<Located<String>> word(Setting setting) {
    return firstWord(setting).map(Word::located);
  }

  private void report(Setting setting, Word word, String expected, Keyword.Answer answer) {
    binding.arguments().report(setting.keyword(), word.span(), word.value(), expected, answer);
  }
}
