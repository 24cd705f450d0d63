package dev.relais.syntax;

import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.misc.Interval;

/**
 * A part of a string as ANTLR reads it. Unlike ANTLR's own streams it counts UTF-16 units, as Java
 * does, copies nothing, and gives offsets in the whole text.
 */
final class Utf16CharStream implements CharStream {
  private final String text;
  private final int end;
  private int at;

  Utf16CharStream(String text, int start, int end) {
    this.text = text;
    this.at = start;
    this.end = end;
  }

  @Override
  public void consume() {
    at++;
  }

  @Override
  public int LA(int distance) {
    int index = distance > 0 ? at + distance - 1 : at + distance;
    return index < 0 || index >= end ? IntStream.EOF : text.charAt(index);
  }

  @Override
  public int mark() {
    return -1;
  }

  @Override
  public void release(int marker) {}

  @Override
  public int index() {
    return at;
  }

  @Override
  public void seek(int index) {
    at = index;
  }

  @Override
  public int size() {
    return end;
  }

  @Override
  public String getSourceName() {
    return "";
  }

  @Override
  public String getText(Interval interval) {
    return text.substring(interval.a, Math.min(interval.b + 1, end));
  }
}
