namespace ClinicaMV.Auditing;

/// <summary>
/// Up to where the chain of one class has been pruned: the place and the hash of the last line that went, signed. What is left verifies
/// from here; whoever deletes older lines by hand cannot make one.
/// </summary>
public sealed class AuditCheckpoint
{
    public required AuditClass Class { get; init; }

    public long Seq { get; private set; }

    public byte[] Hash { get; private set; } = AuditLine.Beginning;

    public DateTime At { get; private set; }

    public string Signature { get; private set; } = "";

    public ChainFault? FaultOf(AuditSeal seal) => seal.FaultOf(Signature, Text, new(ChainFaultKind.CheckpointForged, Class.ToString(), Seq));

    internal void Move(ChainEnd to, DateTime now, AuditSeal seal)
    {
        (Seq, Hash, At) = (to.Seq, to.Hash, now);
        Signature = seal.Sign(Text);
    }

    private string Text => $"{Class} {Seq} {Convert.ToHexStringLower(Hash)}";
}
