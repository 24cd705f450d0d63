package dev.relais.report;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An XML 1.0 document in the making: an element a line, only characters that it may hold. */
final class XmlDocument {
  private final XMLStreamWriter xml;
  private int depth;

  /** Writes elements; what stands in them may throw. */
  @FunctionalInterface
  interface Content {
    void write() throws IOException;
  }

  private XmlDocument(XMLStreamWriter xml) {
    this.xml = xml;
  }

  /** Begins a document; {@link #end} ends it. */
  static XmlDocument begin(OutputStream out) throws IOException {
    try {
      String encoding = StandardCharsets.UTF_8.name();
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out, encoding);
      xml.writeStartDocument(encoding, "1.0");
      return new XmlDocument(xml);
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** An element with others in it. */
  void element(String name, String[] attributes, Content content) throws IOException {
    try {
      indent();
      xml.writeStartElement(name);
      attributes(attributes);
      depth++;
      content.write();
      depth--;
      indent();
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** An element with a text in it. */
  void text(String name, String text, String... attributes) throws IOException {
    try {
      indent();
      xml.writeStartElement(name);
      attributes(attributes);
      xml.writeCharacters(allowed(text));
      xml.writeEndElement();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** An element with nothing in it. */
  void empty(String name, String... attributes) throws IOException {
    try {
      indent();
      xml.writeEmptyElement(name);
      attributes(attributes);
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  void end() throws IOException {
    try {
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      throw failure(e);
    }
  }

  /** Names and values by turns. */
  private void attributes(String... attributes) throws XMLStreamException {
    for (int i = 0; i < attributes.length; i += 2) {
      xml.writeAttribute(attributes[i], allowed(attributes[i + 1]));
    }
  }

  private void indent() throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  /** A text without the characters that XML 1.0 has no way to write (section 2.2). */
  static String allowed(String text) {
    return text.codePoints()
        .map(c -> isAllowed(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /** What could not be written is an error of the output, whatever wraps it. */
  private static IOException failure(XMLStreamException e) {
    return e.getNestedException() instanceof IOException cause
        ? cause
        : new IOException(e.getMessage(), e);
  }
}
