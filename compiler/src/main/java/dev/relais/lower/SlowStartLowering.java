package dev.relais.lower;

import dev.relais.ast.RealServer;
import dev.relais.ast.VirtualServer;
import dev.relais.lint.SlowStart;
import dev.relais.model.Model;
import dev.relais.model.VirtualService;
import dev.relais.source.SourceFile;
import dev.relais.source.SourceSpan;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Slow starts, which comments ask for: at a {@code real_server}, or at a {@code virtual_server} for
 * all of its own.
 */
final class SlowStartLowering {
  private static final String PLACE =
      "write it behind the `{` of a `real_server` or `virtual_server`, or on the line before";

  /** By the lines that they are about. */
  private final Map<SourceFile, Map<Integer, SlowStart>> comments = new HashMap<>();

  /**
   * Reads the main file and those that hold servers.
   *
   * @param refusal is told of mistakes: what is asked for would be missed on the day when it
   *     matters
   */
  SlowStartLowering(Model model, Refusal refusal) {
    Map<SourceFile, Set<Integer>> servers = new HashMap<>();
    servers.put(model.config().main(), new HashSet<>());
    model
        .config()
        .all(VirtualServer.class)
        .flatMap(SlowStartLowering::places)
        .forEach(
            place -> servers.computeIfAbsent(place.file(), _ -> new HashSet<>()).add(place.line()));
    servers.forEach((file, lines) -> {
      Map<Integer, SlowStart> found = new HashMap<>();
      for (SlowStart comment : SlowStart.of(file)) {
        Optional<Integer> line = comment.line().filter(lines::contains);
        if (comment.length().isEmpty()) {
          refusal.refuse(comment.comment(), "A slow start without its length", SlowStart.REMEDY);
        } else if (line.isEmpty()) {
          refusal.refuse(comment.comment(), "A slow start that stands at no server", PLACE);
        } else {
          found.put(line.get(), comment);
        }
      }
      comments.put(file, found);
    });
  }

  private static Stream<SourceSpan> places(VirtualServer server) {
    return Stream.concat(
        Stream.of(server.span()), server.realServers().stream().map(RealServer::span));
  }

  /** How long a real server takes; empty if it does not start slowly. */
  Optional<Duration> length(VirtualService service, VirtualService.Backend server) {
    return at(server.source().span())
        .or(() -> at(service.source().span()))
        .flatMap(SlowStart::length);
  }

  private Optional<SlowStart> at(SourceSpan place) {
    return Optional.ofNullable(comments.getOrDefault(place.file(), Map.of()).get(place.line()));
  }
}
