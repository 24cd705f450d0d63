package dev.relais.bind;

import dev.relais.ast.Authentication;
import dev.relais.ast.Config;
import dev.relais.ast.GlobalDefs;
import dev.relais.ast.OtherBlock;
import dev.relais.ast.RealServer;
import dev.relais.ast.ScriptUser;
import dev.relais.ast.Setting;
import dev.relais.ast.TcpCheck;
import dev.relais.ast.TopBlock;
import dev.relais.ast.VirtualServer;
import dev.relais.ast.VrrpInstance;
import dev.relais.ast.VrrpScript;
import dev.relais.ast.Weight;
import dev.relais.diag.Diagnostic;
import dev.relais.diag.Keepalived;
import dev.relais.diag.Sink;
import dev.relais.plan.IpAddress;
import dev.relais.schema.KeywordKind;
import dev.relais.schema.Schema;
import dev.relais.source.Located;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import dev.relais.syntax.ScriptWords;
import dev.relais.syntax.Statement;
import dev.relais.syntax.SyntaxParser;
import dev.relais.syntax.SyntaxRules;
import dev.relais.syntax.TokenKind;
import dev.relais.syntax.Word;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Builds the typed tree of a configuration. */
public final class Binder {
  private final Schema schema = Schema.get();
  private final Sink sink;
  private final LineReader lines;
  private final Map<String, SourceSpan> names = new HashMap<>();

  /** Blocks found inside others that belong at the top level: read as if they stood there. */
  private final Deque<Entry> misplaced = new ArrayDeque<>();

  private Binder(Sink sink) {
    this.sink = sink;
    this.lines = new LineReader(sink);
  }

  /**
   * Binds the statements of a configuration.
   *
   * @param statements of the top level
   * @param main the file that was read first
   * @param sink where findings go
   */
  public static Config bind(List<Statement> statements, SourceFile main, Sink sink) {
    return new Binder(sink).config(statements, main);
  }

  private Config config(List<Statement> statements, SourceFile main) {
    if (statements.isEmpty()) {
      sink.report(
          Diagnostic.of(BindRules.EMPTY, main.span(0, 0), "This configuration says nothing.")
              .keepalived(Keepalived.silent("starts and does nothing")));
    }
    BlockReader top = new BlockReader(schema.top(), statements, sink, misplaced::add);
    List<TopBlock> blocks = new ArrayList<>();
    List<Setting> settings = new ArrayList<>();
    for (Entry entry : top.all()) {
      if (entry.keyword().kind().hasBraces()) {
        block(entry).ifPresent(blocks::add);
      } else {
        settings.add(entry.setting());
      }
    }
    while (!misplaced.isEmpty()) {
      block(misplaced.poll()).ifPresent(blocks::add);
    }
    return new Config(main, blocks, settings);
  }

  private Optional<? extends TopBlock> block(Entry entry) {
    return switch (entry.keyword().name()) {
      case "global_defs" -> Optional.of(globalDefs(entry));
      case "vrrp_script" -> named(entry).map(name -> script(entry, name));
      case "vrrp_instance" -> named(entry).map(name -> instance(entry, name));
      case "virtual_server" -> virtualServer(entry);
      default -> Optional.of(other(entry));
    };
  }

  private BlockReader read(Entry entry) {
    return new BlockReader(
        schema.block(entry.keyword().path()), entry.content(), sink, misplaced::add);
  }

  /** The name of a block, unless an earlier block of the kind has it. */
  private Optional<Located<String>> named(Entry entry) {
    Optional<Located<String>> name = entry.first(String.class);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    String key = entry.keyword().name() + " " + name.get().value();
    SourceSpan earlier = names.putIfAbsent(key, name.get().span());
    if (earlier == null) {
      return name;
    }
    sink.report(
        Diagnostic.of(
                BindRules.DUPLICATE_BLOCK,
                name.get().span(),
                "There are two blocks `%s %s`."
                    .formatted(entry.keyword().name(), name.get().value()))
            .also(earlier, "the first one")
            .keepalived(Keepalived.reports("vrrp-instance-duplicate", "drops the second block"))
            .help("give each a name of its own"));
    return Optional.empty();
  }

  /** A block without a record: its keywords are looked up all the same, and those of its blocks. */
  private OtherBlock other(Entry entry) {
    lookUp(entry);
    return new OtherBlock(entry.span(), entry.keyword(), entry.statement());
  }

  private void lookUp(Entry entry) {
    KeywordKind kind = entry.keyword().kind();
    boolean hasKeywords = kind == KeywordKind.BLOCK || kind == KeywordKind.NAMED_BLOCK;
    // What stood in blocks that were removed long ago nobody remembers.
    if (hasKeywords && entry.keyword().until().isEmpty()) {
      read(entry).all().forEach(this::lookUp);
    }
  }

  private List<Setting> others(BlockReader reader) {
    for (Entry entry : reader.all()) {
      if (!reader.isTaken(entry)) {
        lookUp(entry);
      }
    }
    return reader.others();
  }

  // ------------------------------------------------------------------ global_defs

  private GlobalDefs globalDefs(Entry entry) {
    BlockReader in = read(entry);
    return new GlobalDefs(
        entry.statement().keyword().span(),
        in.text("router_id"),
        in.flag("enable_script_security"),
        in.one("script_user").flatMap(Binder::scriptUser),
        in.integer("vrrp_version"),
        in.bool("vrrp_strict"),
        in.flag("dynamic_interfaces"),
        others(in));
  }

  private static Optional<ScriptUser> scriptUser(Entry entry) {
    return entry
        .value(0, String.class)
        .map(user -> new ScriptUser(user, entry.value(1, String.class)));
  }

  // ------------------------------------------------------------------ vrrp_script

  private VrrpScript script(Entry entry, Located<String> name) {
    BlockReader in = read(entry);
    return new VrrpScript(
        entry.span(),
        name,
        in.one("script").filter(e -> e.statement().words().size() > 1).isPresent(),
        in.one("script").flatMap(this::command),
        in.seconds("interval"),
        in.seconds("timeout"),
        in.one("weight").flatMap(Binder::weight),
        in.integer("rise"),
        in.integer("fall"),
        in.one("user").flatMap(Binder::scriptUser),
        in.flag("init_fail"),
        others(in));
  }

  private static Optional<Located<Weight>> weight(Entry entry) {
    boolean reverse = entry.value(1, String.class).isPresent();
    return entry
        .first(Long.class)
        .map(number -> number.map(n -> new Weight(n.intValue(), reverse)));
  }

  /**
   * The command of a script. keepalived splits the line again, by another lexer: the first word of
   * it is the script, which is then split into program and arguments.
   */
  private Optional<Located<List<String>>> command(Entry entry) {
    List<Word> words = entry.statement().arguments();
    if (words.isEmpty() || words.getFirst().kind() == TokenKind.UNCLOSED) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    SourceSpan place = first.span();
    String line = first.source().text().substring(first.start(), words.getLast().end());
    ScriptWords outer = SyntaxParser.scriptWords(line);
    ScriptWords inner =
        first.kind() == TokenKind.TYPOGRAPHIC
            ? SyntaxParser.scriptWords(first.value())
            : outer.words().isEmpty() ? outer : SyntaxParser.scriptWords(outer.words().getFirst());
    if (!inner.closed() || (!outer.closed() && first.kind() != TokenKind.TYPOGRAPHIC)) {
      sink.report(
          Diagnostic.of(SyntaxRules.UNCLOSED_QUOTE, place, "A quote in this script is not closed.")
              .keepalived(
                  Keepalived.reports(
                      "quote-unterminated", "drops the script; 2.2.7 crashes on reading it"))
              .help("scripts know both kinds of quotes; close each, or escape it with `\\`"));
      return Optional.empty();
    }
    return inner.words().isEmpty()
        ? Optional.empty()
        : Optional.of(new Located<>(inner.words(), place));
  }

  // ------------------------------------------------------------------ vrrp_instance

  private VrrpInstance instance(Entry entry, Located<String> name) {
    BlockReader in = read(entry);
    Optional<Entry> nopreempt = in.one("preempt", "nopreempt");
    return new VrrpInstance(
        entry.span(),
        name,
        in.text("state"),
        in.text("interface"),
        in.integer("virtual_router_id"),
        in.one("virtual_router_id").isPresent(),
        in.integer("version"),
        in.integer("priority"),
        in.seconds("advert_int"),
        nopreempt
            .filter(last -> last.keyword().name().equals("nopreempt"))
            .map(last -> last.statement().keyword().span()),
        in.seconds("preempt_delay"),
        in.one("mcast_src_ip", "unicast_src_ip").flatMap(e -> e.first(IpAddress.class)),
        in.all("authentication").stream().reduce((_, last) -> last).map(this::authentication),
        listed(in, "virtual_ipaddress", lines::address),
        listed(in, "virtual_ipaddress_excluded", lines::address),
        listed(in, "virtual_routes", lines::route),
        listed(in, "track_script", lines::track),
        listed(in, "unicast_peer", Binder::peer),
        in.flag("dont_track_primary"),
        in.seconds("garp_master_delay"),
        in.integer("garp_master_repeat"),
        in.seconds("garp_master_refresh"),
        others(in));
  }

  /** The lines of all list blocks of a name. */
  private static <T> List<T> listed(
      BlockReader in, String keyword, Function<Statement, Optional<T>> line) {
    return in.all(keyword).stream()
        .flatMap(entry -> entry.content().stream())
        .flatMap(statement -> line.apply(statement).stream())
        .toList();
  }

  private static Optional<Located<IpAddress>> peer(Statement line) {
    Word word = line.keyword();
    return IpAddress.parse(word.value()).map(address -> new Located<>(address, word.span()));
  }

  private Authentication authentication(Entry entry) {
    BlockReader in = read(entry);
    return new Authentication(
        entry.statement().keyword().span(), in.text("auth_type"), password(in));
  }

  /** The password as written, even if it is longer than 8 characters: a rule tells that. */
  private static Optional<Located<String>> password(BlockReader in) {
    return in.one("auth_pass")
        .filter(entry -> entry.statement().words().size() > 1)
        .map(entry -> entry.statement().arguments().getFirst().located());
  }

  // ------------------------------------------------------------------ virtual_server

  private Optional<VirtualServer> virtualServer(Entry entry) {
    Optional<Located<VirtualServer.Head>> head = head(entry);
    BlockReader in = read(entry);
    return head.map(found ->
        new VirtualServer(
            entry.span(),
            found,
            in.one("lb_algo", "lvs_sched").flatMap(e -> e.first(String.class)),
            in.one("lb_kind", "lvs_method").flatMap(this::forwarding),
            in.one("persistence_timeout").flatMap(Binder::persistence),
            in.one("protocol").flatMap(e -> e.first(String.class)),
            in.seconds("delay_loop"),
            in.all("real_server").stream().flatMap(real -> realServer(real).stream()).toList(),
            others(in)));
  }

  private Optional<Located<VirtualServer.Head>> head(Entry entry) {
    List<Word> words = entry.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word first = words.getFirst();
    SourceSpan place = first.span().to(words.getLast().span());
    Optional<VirtualServer.Head> head =
        switch (first.value()) {
          case "group" ->
              words.size() > 1
                  ? Optional.of(new VirtualServer.Head.Group(words.get(1).value()))
                  : Optional.empty();
          case "fwmark" ->
              words.size() > 1 && words.get(1).value().matches("\\d{1,10}")
                  ? Optional.of(new VirtualServer.Head.Fwmark(Long.parseLong(words.get(1).value())))
                  : Optional.empty();
          default -> endpoint(words);
        };
    if (head.isEmpty() && place.text().indexOf('$') < 0) {
      new ArgumentReader(sink)
          .invalid(
              entry.keyword(),
              place,
              place.text(),
              "an IP address with a port from 1 to 65535, `fwmark` with a number, or `group` with a"
                  + " name");
    }
    return head.map(value -> new Located<>(value, place));
  }

  private static Optional<VirtualServer.Head> endpoint(List<Word> words) {
    Optional<IpAddress> address = IpAddress.parse(words.getFirst().value());
    Optional<Integer> port = words.size() > 1 ? Values.port(words.get(1).value()) : Optional.of(0);
    return address.isPresent() && port.isPresent()
        ? Optional.of(new VirtualServer.Head.Endpoint(address.get(), port.get()))
        : Optional.empty();
  }

  private Optional<Located<VirtualServer.Forwarding>> forwarding(Entry entry) {
    List<Word> words = entry.statement().arguments();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Word word = words.getFirst();
    for (VirtualServer.Forwarding kind : VirtualServer.Forwarding.values()) {
      if (kind.name().equals(word.value())) {
        return Optional.of(new Located<>(kind, word.span()));
      }
    }
    if (word.value().indexOf('$') < 0) {
      new ArgumentReader(sink)
          .invalid(entry.keyword(), word.span(), word.value(), "`NAT`, `DR` or `TUN`");
    }
    return Optional.empty();
  }

  private static Optional<Located<Duration>> persistence(Entry entry) {
    return entry.statement().arguments().isEmpty()
        ? Optional.of(new Located<>(Duration.ofMinutes(6), entry.statement().keyword().span()))
        : BlockReader.seconds(entry);
  }

  private Optional<RealServer> realServer(Entry entry) {
    BlockReader in = read(entry);
    List<TcpCheck> checks = in.all("TCP_CHECK").stream().map(this::tcpCheck).toList();
    Optional<Located<Integer>> weight = in.integer("weight");
    Optional<Located<VirtualServer.Forwarding>> forwarding =
        in.one("lvs_method").flatMap(this::forwarding);
    List<Setting> others = others(in);
    return entry
        .value(0, IpAddress.class)
        .map(address ->
            new RealServer(
                entry.span(),
                address,
                entry.value(1, Integer.class),
                weight,
                forwarding,
                checks,
                others));
  }

  private TcpCheck tcpCheck(Entry entry) {
    BlockReader in = read(entry);
    return new TcpCheck(
        entry.statement().keyword().span(),
        in.one("connect_ip").flatMap(e -> e.first(IpAddress.class)),
        in.integer("connect_port"),
        in.seconds("connect_timeout"),
        others(in));
  }
}
