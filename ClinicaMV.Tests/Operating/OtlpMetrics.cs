using System.Buffers.Binary;
using System.Text;

namespace ClinicaMV.Tests.Operating;

/// <summary>What an OTLP export of metrics says, read as protobuf; the numbers of the fields are those of opentelemetry-proto's metrics.proto.</summary>
internal static class OtlpMetrics
{
    private const int Histogram = 9;

    private static readonly int[] Kinds = [5, 7, Histogram];

    /// <returns>The newest value by name and labels, <c>clinicamv.joins decision=Open</c>; of a histogram its sum, and how many beside it.</returns>
    public static IReadOnlyDictionary<string, double> Of(byte[] exported)
    {
        var figures = new Dictionary<string, double>();
        foreach (var metric in Below(Below(Below(exported, 1), 2), 2))
        {
            var fields = FieldsOf(metric).ToList();
            var name = Text(fields.Single(f => f.Number == 1).Bytes);
            foreach (var (kind, _, data) in fields.Where(f => Kinds.Contains(f.Number)))
            {
                foreach (var point in Below([data], 1))
                    Take(figures, name, FieldsOf(point).ToList(), kind == Histogram);
            }
        }

        return figures;
    }

    private static void Take(Dictionary<string, double> figures, string name, List<(int Number, ulong Value, byte[] Bytes)> point, bool isHistogram)
    {
        var key = string.Join(' ', point.Where(f => f.Number == (isHistogram ? 9 : 7)).Select(f => Label(f.Bytes)).Order(StringComparer.Ordinal).Prepend(name));
        if (isHistogram)
            figures[$"{key} count"] = point.Single(f => f.Number == 4).Value;
        // A sum and a gauge hold a double or a whole number.
        figures[key] = point.Where(f => f.Number == (isHistogram ? 5 : 4)).Select(f => (double?)BitConverter.UInt64BitsToDouble(f.Value)).SingleOrDefault()
            ?? (long)point.Single(f => f.Number == 6).Value;
    }

    private static string Label(byte[] pair)
    {
        var fields = FieldsOf(pair).ToList();
        return $"{Text(fields.Single(f => f.Number == 1).Bytes)}={string.Concat(Below([fields.Single(f => f.Number == 2).Bytes], 1).Select(Text))}";
    }

    private static IEnumerable<byte[]> Below(byte[] message, int field) => Below([message], field);

    private static IEnumerable<byte[]> Below(IEnumerable<byte[]> messages, int field) => messages.SelectMany(FieldsOf).Where(f => f.Number == field).Select(f => f.Bytes);

    private static IEnumerable<(int Number, ulong Value, byte[] Bytes)> FieldsOf(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message, ref at);
            var (value, bytes) = (0UL, Array.Empty<byte>());
            switch (tag & 7)
            {
                case 0:
                    value = Varint(message, ref at);
                    break;
                case 1:
                    value = BinaryPrimitives.ReadUInt64LittleEndian(message.AsSpan(at));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    bytes = message[at..(at + length)];
                    at += length;
                    break;
                default:
                    at += 4;
                    break;
            }

            yield return ((int)(tag >> 3), value, bytes);
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
