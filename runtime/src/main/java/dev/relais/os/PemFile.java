package dev.relais.os;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and private keys in PEM; RFC 7468. Keys are PKCS #8, with a password or without one,
 * or the traditional ones of RSA (RFC 8017) and of elliptic curves (RFC 5915) without one.
 */
final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final int LARGEST_FILE = 1 << 20;

  private static final int SEQUENCE = 0x30;
  private static final int OCTET_STRING = 0x04;
  private static final int OBJECT_IDENTIFIER = 0x06;
  private static final int PARAMETERS = 0xA0;
  private static final byte[] VERSION = {2, 1, 0};

  /** rsaEncryption, 1.2.840.113549.1.1.1, and parameters that are null. */
  private static final byte[] RSA = {
    6, 9, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 1, 1, 1, 5, 0
  };

  /** id-ecPublicKey, 1.2.840.10045.2.1. */
  private static final byte[] ELLIPTIC_CURVE = {
    6, 7, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 2, 1
  };

  private record Block(String label, String text) {}

  private final String path;
  private final List<Block> blocks = new ArrayList<>();

  private PemFile(String path, String text) {
    this.path = path;
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
  }

  /**
   * Reads a file.
   *
   * @throws GeneralSecurityException with words for people, if it cannot be read
   */
  static PemFile read(String path) throws GeneralSecurityException {
    try {
      Path file = Path.of(path);
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_FILE) {
        throw new GeneralSecurityException("cannot read %s: it is no file of PEM".formatted(path));
      }
      return new PemFile(path, Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException | IllegalArgumentException e) {
      throw new GeneralSecurityException(
          "cannot read %s: %s".formatted(path, e.getClass().getSimpleName()), e);
    }
  }

  /**
   * All certificates, in their order.
   *
   * @throws GeneralSecurityException with words for people, if there is none, or a broken one
   */
  List<Certificate> certificates() throws GeneralSecurityException {
    List<Certificate> certificates = new ArrayList<>();
    for (Block block : blocks) {
      if (block.label().endsWith("CERTIFICATE")) {
        try {
          certificates.add(
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new java.io.ByteArrayInputStream(bytes(block))));
        } catch (GeneralSecurityException e) {
          throw new GeneralSecurityException(
              "%s has a certificate that is broken".formatted(path), e);
        }
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("%s has no certificate".formatted(path));
    }
    return certificates;
  }

  /** Whether it has a private key. */
  boolean hasKey() {
    return blocks.stream().anyMatch(block -> block.label().endsWith("PRIVATE KEY"));
  }

  /**
   * The first private key.
   *
   * @throws GeneralSecurityException with words for people, if there is none, or it cannot be read
   */
  PrivateKey key(Optional<String> password) throws GeneralSecurityException {
    for (Block block : blocks) {
      if (block.label().endsWith("PRIVATE KEY")) {
        if (block.text().contains("Proc-Type:")) {
          throw new GeneralSecurityException(
              "%s has a key with a password of the old kind: `openssl pkcs8 -topk8` makes a new one"
                  .formatted(path));
        }
        return key(block, password);
      }
    }
    throw new GeneralSecurityException("%s has no private key".formatted(path));
  }

  private PrivateKey key(Block block, Optional<String> password) throws GeneralSecurityException {
    byte[] bytes = bytes(block);
    return switch (block.label()) {
      case "PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(bytes));
      case "ENCRYPTED PRIVATE KEY" -> key(decrypted(bytes, password));
      case "RSA PRIVATE KEY" -> key(new PKCS8EncodedKeySpec(wrapped(RSA, bytes)));
      case "EC PRIVATE KEY" ->
          key(new PKCS8EncodedKeySpec(wrapped(joined(ELLIPTIC_CURVE, curve(bytes)), bytes)));
      default ->
          throw new GeneralSecurityException(
              "%s has a key of an unknown kind, `%s`".formatted(path, block.label()));
    };
  }

  private PrivateKey key(PKCS8EncodedKeySpec specification) throws GeneralSecurityException {
    for (String algorithm : List.of("RSA", "EC", "EdDSA", "RSASSA-PSS")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(specification);
      } catch (InvalidKeySpecException e) {
        // It may be one of the others.
      }
    }
    throw new GeneralSecurityException("%s has a private key that is broken".formatted(path));
  }

  private PKCS8EncodedKeySpec decrypted(byte[] bytes, Optional<String> password)
      throws GeneralSecurityException {
    if (password.isEmpty()) {
      throw new GeneralSecurityException("the key in %s needs a password".formatted(path));
    }
    try {
      EncryptedPrivateKeyInfo key = new EncryptedPrivateKeyInfo(bytes);
      // The name of the algorithm is PBES2; the text of its parameters says which one.
      String algorithm =
          key.getAlgName().startsWith("PBES2")
              ? String.valueOf(key.getAlgParameters())
              : key.getAlgName();
      return key.getKeySpec(
          SecretKeyFactory.getInstance(algorithm)
              .generateSecret(new PBEKeySpec(password.get().toCharArray())),
          "SunJCE");
    } catch (IOException | GeneralSecurityException e) {
      throw new GeneralSecurityException(
          "the password of the key in %s is wrong, or the key is broken".formatted(path), e);
    }
  }

  private byte[] bytes(Block block) throws GeneralSecurityException {
    try {
      return Base64.getMimeDecoder().decode(block.text());
    } catch (IllegalArgumentException e) {
      throw new GeneralSecurityException("%s is broken".formatted(path), e);
    }
  }

  // ---------------------------------------------------------------- ASN.1

  /** A traditional key as PKCS #8; RFC 5208, section 5. */
  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return element(
        SEQUENCE,
        joined(VERSION, joined(element(SEQUENCE, algorithm), element(OCTET_STRING, key))));
  }

  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(tag);
    if (content.length < 0x80) {
      element.write(content.length);
    } else {
      element.write(0x82);
      element.write(content.length >> 8);
      element.write(content.length);
    }
    element.writeBytes(content);
    return element.toByteArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  /** The name of the curve, of which the key says that it is optional; RFC 5915, section 3. */
  private byte[] curve(byte[] key) throws GeneralSecurityException {
    for (int i = 0; i + 4 < key.length; i++) {
      int length = key[i + 3];
      if ((key[i] & 0xFF) == PARAMETERS
          && key[i + 1] == length + 2
          && key[i + 2] == OBJECT_IDENTIFIER
          && length > 0
          && i + 4 + length <= key.length) {
        return java.util.Arrays.copyOfRange(key, i + 2, i + 4 + length);
      }
    }
    throw new GeneralSecurityException("%s has a key that does not name its curve".formatted(path));
  }
}
