using ClinicaMV.Data;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.EntityFrameworkCore;

namespace ClinicaMV.Web;

/// <summary>Somebody else changed the same thing in the same moment: show the person how it stands now.</summary>
public sealed class ConflictFilter : IExceptionFilter
{
    public void OnException(ExceptionContext context)
    {
        if (context.Exception is not DbUpdateException failure || !(failure is DbUpdateConcurrencyException || failure.IsTaken()))
            return;

        context.Result = new SeeOther(context.HttpContext.Request.Path);
        context.ExceptionHandled = true;
    }
}
