namespace ClinicaMV.Tests.Visits;

/// <param name="Unchanged">Answers of 304.</param>
/// <param name="Wrong">Answers that were neither 200 nor 304.</param>
/// <param name="Cores">Processor time of the server per second: 1 is one core.</param>
internal sealed record WaitingFigures(int Patients, int Asked, int Unchanged, int Wrong, double Cores, double Rate)
{
    public override string ToString() => FormattableString.Invariant(
        $"{Patients:N0} wait, {Rate:0} questions a second, {(double)Unchanged / Asked:P0} of the answers 304, {Wrong} wrong: {Cores:P1} of one core, {1e6 * Cores / Rate:0} µs a question");
}
