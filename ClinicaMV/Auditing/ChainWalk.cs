namespace ClinicaMV.Auditing;

/// <summary>Goes along one chain from where it was pruned, and past the anchors that were set to it.</summary>
internal sealed class ChainWalk
{
    private readonly string chain;
    private readonly ChainEnd start;
    private readonly Queue<AnchoredEnd> anchors;
    private ChainEnd end;

    public ChainWalk(string chain, ChainEnd start, IEnumerable<AuditAnchor> anchors)
    {
        (this.chain, this.start, end) = (chain, start, start);
        this.anchors = new(anchors.Select(a => a.Ends.GetValueOrDefault(chain)).OfType<AnchoredEnd>().Where(e => e.Seq >= start.Seq).OrderBy(e => e.Seq));
    }

    public ChainFault? Begin() => FaultOfAnchors();

    public ChainFault? Step(AuditLine line, byte[] hash)
    {
        // What was pruned went together with the move of its checkpoint: nothing of ours is left there.
        if (line.Seq <= start.Seq)
            return new(ChainFaultKind.Inserted, chain, line.Seq);
        if (line.Seq != end.Seq + 1)
            return new(ChainFaultKind.Missing, chain, end.Seq + 1, line.Seq - 1);
        if (!line.HashAfter(end.Hash).AsSpan().SequenceEqual(hash))
            return new(ChainFaultKind.Altered, chain, line.Seq);

        end = new(line.Seq, hash);
        return FaultOfAnchors();
    }

    public ChainFault? Finish() => anchors.Count > 0 ? new(ChainFaultKind.Cut, chain, end.Seq + 1) : null;

    private ChainFault? FaultOfAnchors()
    {
        while (anchors.TryPeek(out var anchor) && anchor.Seq == end.Seq)
        {
            if (!string.Equals(anchor.Hash, Convert.ToHexStringLower(end.Hash), StringComparison.Ordinal))
                return new(ChainFaultKind.Rewritten, chain, end.Seq);
            anchors.Dequeue();
        }

        return null;
    }
}
