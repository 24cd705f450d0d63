package dev.relais.plan;

/**
 * How a virtual router behaves where the RFC leaves a choice, or keepalived offers one.
 *
 * @param strict whether the RFC holds without exception: {@code vrrp_strict}
 * @param accept whether packets to its addresses are taken while it is MASTER and not their owner:
 *     {@code accept}
 * @param skipsRepeatedAddressCheck whether the addresses in an advertisement are compared only when
 *     its sender is another one than before: {@code skip_check_adv_addr}
 * @param checksumCoverage what the checksum of version 3 over IPv4 covers
 * @param recognizesOldChecksum whether a peer is believed too whose checksum has {@link
 *     ChecksumCoverage#GROUP_PSEUDO_HEADER}, and from then on answered in kind; keepalived does so
 *     over unicast without {@code old_unicast_checksum}
 * @param silentToLower whether a MASTER does not answer a lower priority with an advertisement:
 *     {@code vrrp_lower_prio_no_advert}
 * @param answersHigher whether a MASTER that gives way sends one more advertisement: {@code
 *     vrrp_higher_prio_send_advert}
 * @param ownerIgnoresOthers whether the owner of the addresses ignores advertisements: {@code
 *     vrrp_owner_ignore_adverts}
 */
public record Conduct(
    boolean strict,
    boolean accept,
    boolean skipsRepeatedAddressCheck,
    ChecksumCoverage checksumCoverage,
    boolean recognizesOldChecksum,
    boolean silentToLower,
    boolean answersHigher,
    boolean ownerIgnoresOthers) {

  /** What keepalived does unless told otherwise. */
  public static final Conduct DEFAULT =
      new Conduct(false, true, false, ChecksumCoverage.PSEUDO_HEADER, false, false, false, false);
}
