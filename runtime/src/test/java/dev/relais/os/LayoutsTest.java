package dev.relais.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.relais.testdata.Needs;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The structures of Linux as we lay them out, and as a C compiler does. */
class LayoutsTest {
  private static final List<String> HEADERS =
      List.of(
          "arpa/inet.h",
          "linux/if_packet.h",
          "linux/netlink.h",
          "netinet/in.h",
          "pwd.h",
          "signal.h",
          "spawn.h",
          "stddef.h",
          "stdio.h",
          "sys/epoll.h",
          "sys/signalfd.h",
          "sys/socket.h",
          "time.h");

  /** passwd is known in its beginning only, so its size is another. */
  private static Map<String, StructLayout> layouts() {
    Map<String, StructLayout> layouts = new TreeMap<>(Layouts.BY_NAME);
    layouts.put("passwd", Layouts.PASSWD);
    return layouts;
  }

  @Test
  void areWhatACompilerSays(@TempDir Path folder) throws IOException {
    StringBuilder expected = new StringBuilder();
    StringBuilder body = new StringBuilder();
    layouts()
        .forEach((name, layout) -> {
          if (!name.equals("passwd")) {
            print(body, expected, name, "sizeof(struct " + name + ")", layout.byteSize());
          }
          for (MemoryLayout member : layout.memberLayouts()) {
            member
                .name()
                .ifPresent(field -> {
                  String path = name + "." + field;
                  print(
                      body,
                      expected,
                      path,
                      "offsetof(struct %s, %s)".formatted(name, field),
                      Layouts.offset(layout, field));
                  print(
                      body,
                      expected,
                      path + " size",
                      "sizeof(((struct %s *) 0)->%s)".formatted(name, field),
                      member.byteSize());
                });
          }
        });
    print(body, expected, "sigset_t", "sizeof(sigset_t)", Layouts.SIGNAL_SET);
    print(
        body,
        expected,
        "signalfd_siginfo",
        "sizeof(struct signalfd_siginfo)",
        Layouts.SIGNAL_INFORMATION);
    assertEquals(expected.toString(), compiled(folder, body.toString()));
  }

  private static void print(
      StringBuilder body, StringBuilder expected, String name, String value, long ours) {
    body.append("  printf(\"%s %%zu\\n\", (size_t) %s);%n".formatted(name, value));
    expected.append(name).append(' ').append(ours).append('\n');
  }

  private static String compiled(Path folder, String body) throws IOException {
    String compiler = Needs.program("gcc", "gcc");
    Path source = folder.resolve("layouts.c");
    Path program = folder.resolve("layouts");
    Files.writeString(
        source,
        "#define _GNU_SOURCE\n"
            + HEADERS.stream()
                .map(header -> "#include <" + header + ">\n")
                .collect(Collectors.joining())
            + "int main(void) {\n"
            + body
            + "  return 0;\n}\n");
    Needs.Output built = Needs.run(compiler, "-o", program.toString(), source.toString());
    if (built.output().contains("No such file")) {
      throw Needs.absent("needs the headers of C (packages libc6-dev, linux-libc-dev)");
    }
    assertEquals(0, built.status(), built.output());
    Needs.Output run = Needs.run(program.toString());
    assertEquals(0, run.status());
    return run.output();
  }

  /** What only the C library looks into has to fit. */
  @Test
  void opaqueStructuresFit(@TempDir Path folder) throws IOException {
    StringBuilder body = new StringBuilder();
    for (String type : List.of("posix_spawnattr_t", "posix_spawn_file_actions_t")) {
      body.append("  printf(\"%%zu\\n\", sizeof(%s));%n".formatted(type));
    }
    List<Long> sizes = compiled(folder, body.toString()).lines().map(Long::valueOf).toList();
    assertTrue(sizes.get(0) <= Layouts.SPAWN_ATTRIBUTES, sizes::toString);
    assertTrue(sizes.get(1) <= Layouts.SPAWN_FILES, sizes::toString);
  }
}
