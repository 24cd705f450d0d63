package dev.relais.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The connection of somebody who gives orders: lines come in, and lines go out. */
final class OperatorConnection {
  private final int descriptor;
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  /** What has not been sent yet, from a place on. */
  private byte[] answers = {};

  private int sent;
  private boolean silent;
  private boolean broken;

  OperatorConnection(int descriptor) {
    this.descriptor = descriptor;
  }

  int descriptor() {
    return descriptor;
  }

  /** Whether an answer waits to be read, so that no order is taken. */
  boolean isAnswering() {
    return sent < answers.length;
  }

  /** Whether nothing can come of it any more. */
  boolean isOver() {
    return broken || (silent && !isAnswering());
  }

  /**
   * Goes on as far as it can without waiting.
   *
   * @param buffer for a piece of what is read or sent
   * @return the orders that are complete
   */
  List<String> advance(MemorySegment buffer) {
    if (isAnswering()) {
      send(buffer);
      return List.of();
    }
    return receive(buffer);
  }

  private List<String> receive(MemorySegment buffer) {
    long size = Libc.recv(descriptor, buffer);
    if (size < 0) {
      broken = Libc.errno() != Libc.AGAIN && Libc.errno() != Libc.INTERRUPTED;
      return List.of();
    }
    silent = size == 0;
    List<String> lines = new ArrayList<>();
    for (long i = 0; i < size; i++) {
      byte one = buffer.get(JAVA_BYTE, i);
      if (one == '\n') {
        lines.add(begun.toString(StandardCharsets.UTF_8));
        begun.reset();
      } else {
        begun.write(one);
      }
    }
    broken = begun.size() > ControlSocket.LONGEST_LINE;
    return lines;
  }

  void answer(String line, MemorySegment buffer) {
    byte[] more = (line + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[answers.length - sent + more.length];
    System.arraycopy(answers, sent, all, 0, answers.length - sent);
    System.arraycopy(more, 0, all, answers.length - sent, more.length);
    answers = all;
    sent = 0;
    send(buffer);
  }

  private void send(MemorySegment buffer) {
    while (isAnswering()) {
      int size = (int) Math.min(buffer.byteSize(), answers.length - sent);
      MemorySegment piece = buffer.asSlice(0, size);
      MemorySegment.copy(answers, sent, piece, JAVA_BYTE, 0, size);
      long taken = SocketCalls.send(descriptor, piece);
      if (taken < 0) {
        broken = Libc.errno() != Libc.AGAIN && Libc.errno() != Libc.INTERRUPTED;
        return;
      }
      sent += (int) taken;
    }
  }
}
